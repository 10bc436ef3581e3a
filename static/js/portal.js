/* Progressive extras only; every page works without this file. */
(function () {
  "use strict";

  /* 朗读: speaks the main text; a second press stops. Hidden where the browser cannot speak. */
  var button = document.querySelector("[data-read-aloud]");
  if (button && "speechSynthesis" in window && "SpeechSynthesisUtterance" in window) {
    var synth = window.speechSynthesis;
    var say = button.textContent;
    var stop = function () { synth.cancel(); button.textContent = say; button.setAttribute("aria-pressed", "false"); };
    button.hidden = false;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", function () {
      if (synth.speaking) { stop(); return; }
      var speech = new SpeechSynthesisUtterance(document.getElementById("main").innerText.slice(0, 12000));
      speech.lang = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
      speech.rate = 0.95;
      speech.onend = stop;
      button.textContent = button.getAttribute("data-stop");
      button.setAttribute("aria-pressed", "true");
      synth.cancel();
      synth.speak(speech);
    });
    window.addEventListener("pagehide", function () { synth.cancel(); });
  }

  /* A second press of a submit button does nothing while the first is on its way. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    window.setTimeout(function () { form.removeAttribute("data-sent"); }, 8000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  /* Errors: put the cursor on the summary, where reading starts. */
  var errors = document.querySelector(".errors[tabindex]");
  if (errors) { errors.focus(); }

  /* Print buttons show only where printing from a script works. */
  document.querySelectorAll("[data-print]").forEach(function (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  });
})();
