// Comfort only: the editor works without this file.
(function () {
  "use strict";
  function form() { return document.getElementById("section-form"); }
  function dirty() { var f = form(); return f && f.dataset.dirty === "yes"; }
  document.addEventListener("input", function (event) {
    var f = form();
    if (f && f.contains(event.target)) f.dataset.dirty = "yes";
  });
  document.addEventListener("submit", function (event) {
    if (event.target === form()) delete form().dataset.dirty;
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty()) { event.preventDefault(); event.returnValue = ""; }
  });
  function showSection() {
    var here = document.querySelector(".norm-sections [aria-current]");
    if (here) here.closest("ol").scrollLeft = here.offsetLeft - 40;
  }
  showSection();
  document.addEventListener("htmx:afterSwap", showSection);
  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || !form()) return;
    event.preventDefault();
    form().querySelector("button[value=save]").click();
  });
})();
