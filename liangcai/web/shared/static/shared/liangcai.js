// Comfort only: every page works without this file.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.account-menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-submit-on-change]");
    if (form && event.target.matches("select, input[type=date], input[type=checkbox]")) form.requestSubmit();
  });
  // Choosing a suggested occupation by one half, code or name, fills the other half.
  document.addEventListener("input", function (event) {
    var typed = event.target, form = typed.form;
    if (!form || !typed.hasAttribute("data-occupation") || !typed.list) return;
    var byCode = /code$/.test(typed.name);
    var partner = form.elements[typed.name.replace(/(code|name)$/, byCode ? "name" : "code")];
    Array.prototype.forEach.call(typed.list.options, function (option) {
      if (partner && option.value === typed.value) partner.value = option.dataset.other;
    });
  });
  // A double click must not send a form twice.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    var busy = form.querySelector("[data-busy]");
    if (busy) busy.hidden = false;
    setTimeout(function () { delete form.dataset.sent; }, busy ? 60000 : 3000);
  });
})();
