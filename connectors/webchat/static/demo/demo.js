// The page's own button opens the chat, as any page may do.
document.querySelector('#ask')?.addEventListener('click', () => {
  Reflect.get(window, 'HangzhouChat').open();
});
