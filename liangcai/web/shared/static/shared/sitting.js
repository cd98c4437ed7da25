// Comfort only: saves each change at once and counts the time down. Plain forms do the same without it.
(function () {
  "use strict";
  var form = document.getElementById("paper"), clock = document.getElementById("time-left");
  var saved = document.getElementById("saved"), english = document.documentElement.lang === "en";
  var words = english ? { saved: "saved", failed: "not saved yet, trying again" } : { saved: "已保存", failed: "尚未保存，正在重试" };
  if (!form || !clock) return;
  var ends = Date.now() + 1000 * Number(clock.dataset.seconds), busy = false, changed = false;

  function two(n) { return (n < 10 ? "0" : "") + n; }
  function tick() {
    var left = Math.max(0, Math.round((ends - Date.now()) / 1000));
    clock.textContent = two(Math.floor(left / 3600)) + ":" + two(Math.floor(left / 60) % 60) + ":" + two(left % 60);
    clock.parentNode.classList.toggle("soon", left <= 300);
    if (left === 0 && !busy) { clearInterval(timer); setTimeout(function () { location.href = clock.dataset.end; }, 1500); }
  }
  var timer = setInterval(tick, 1000);
  tick();

  function show(answer) {
    document.getElementById("answered").textContent = answer.answered.length;
    document.querySelectorAll("[data-question]").forEach(function (b) {
      b.classList.toggle("done", answer.answered.indexOf(Number(b.dataset.question)) >= 0);
    });
    ends = Date.now() + 1000 * answer.seconds_left;
    saved.textContent = words.saved;
  }
  // One request at a time, each with the whole page as it stands: the last one sent is always the newest.
  function save() {
    if (busy) return;
    busy = true; changed = false;
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } }).then(function (r) {
      return r.json().then(function (answer) {
        if (answer.go) location.href = answer.go;
        else if (r.ok) show(answer);
        else saved.textContent = answer.message;
      });
    }).catch(function () {
      saved.textContent = words.failed;
      changed = true;
    }).then(function () {
      busy = false;
      if (changed) setTimeout(save, 2000);
    });
  }
  form.addEventListener("change", function () { changed = true; save(); });
})();
