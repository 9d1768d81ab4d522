// A browser that knows passkeys is asked for one, and its answer is sent as any form is. They work under a name, not under
// the number of a machine.
(() => {
  const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON && !/^[\d.]+$|^\[/.test(location.hostname);
  document.querySelectorAll("[data-passkey-missing]").forEach((each) => { each.hidden = Boolean(can); });
  if (!can) return;
  document.querySelectorAll("[data-passkey-part]").forEach((each) => { each.hidden = false; });
  const ask = (wish) => wish.user
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wish) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(wish) });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const trouble = form.closest("[data-passkey-part]").querySelector("[data-passkey-trouble]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.hidden = true;
      try {
        form.elements[form.dataset.answer].value = JSON.stringify(await ask(JSON.parse(form.dataset.passkey)));
        form.submit();
      } catch {
        trouble.hidden = false;
      }
    });
  });
})();
