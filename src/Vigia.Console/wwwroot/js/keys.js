// Ctrl K (⌘ K) opens the search.
export function onSearch(dotnet) {
  const listen = event => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      dotnet.invokeMethodAsync('OpenAsync');
    }
  };
  document.addEventListener('keydown', listen);
  // From here on the page answers: styles and tests go by it.
  document.documentElement.dataset.live = 'true';
  return { dispose: () => document.removeEventListener('keydown', listen) };
}
