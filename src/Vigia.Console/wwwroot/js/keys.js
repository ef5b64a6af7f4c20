// Ctrl K (⌘ K) opens the search.
export function onSearch(dotnet) {
  const listen = event => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      dotnet.invokeMethodAsync('OpenAsync');
    }
  };
  document.addEventListener('keydown', listen);
  return { dispose: () => document.removeEventListener('keydown', listen) };
}
