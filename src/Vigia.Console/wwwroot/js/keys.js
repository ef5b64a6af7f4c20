// Ctrl K (⌘ K) opens the search; the link at the top leads into the content.
export function onSearch(dotnet) {
  const listen = event => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      dotnet.invokeMethodAsync('OpenAsync');
    }
  };
  // The router would take the link for another page, and begin at its top.
  const skip = event => {
    if (event.target.closest('.skip')) {
      event.preventDefault();
      document.getElementById('content').focus();
    }
  };
  document.addEventListener('keydown', listen);
  document.addEventListener('click', skip, true);
  // From here on the page answers: styles and tests go by it.
  document.documentElement.dataset.live = 'true';
  return {
    dispose() {
      document.removeEventListener('keydown', listen);
      document.removeEventListener('click', skip, true);
    },
  };
}
