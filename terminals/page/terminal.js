// Keeps the page fresh and makes the tone. Without it the page refreshes itself and the keys are plain forms.
"use strict";
const language = document.documentElement.lang;
const byId = (id) => document.getElementById(id);
let seen = document.body.dataset.seen;
let serial = Number(document.body.dataset.serial);
let sound = null;

// Frequency in Hz and length in seconds of each part, so that the three can be told apart without looking.
const TONES = { good: [[880, 0.14]], unsure: [[587, 0.12], [587, 0.12]], bad: [[233, 0.28], [175, 0.4]], look: [[660, 0.07]] };
let spoken = "";

function play(mood) {
  if (!TONES[mood] || !window.AudioContext) return;
  sound = sound || new AudioContext();
  sound.resume();
  let at = sound.currentTime + 0.01;
  for (const [frequency, length] of TONES[mood]) {
    const oscillator = sound.createOscillator();
    const volume = sound.createGain();
    oscillator.frequency.value = frequency;
    volume.gain.setValueAtTime(0.35, at);
    volume.gain.linearRampToValueAtTime(0, at + length);
    oscillator.connect(volume).connect(sound.destination);
    oscillator.start(at);
    oscillator.stop(at + length);
    at += length + 0.06;
  }
}

// Says a text aloud, once for each badge; the next one cuts it short.
function speak(text, about) {
  const now = text ? `${about} ${text}` : "";
  if (now === spoken) return;
  spoken = now;
  if (!text || !window.speechSynthesis) return;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = language === "en" ? "en-GB" : "de-DE";
  speechSynthesis.speak(words);
}

function put(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

function show(view) {
  seen = view.seen;
  byId("stage").dataset.mood = view.mood;
  byId("status").dataset.online = String(view.online);
  for (const id of ["clock", "date", "symbol", "second"]) put(id, view[id]);
  put("status-text", view.status);
  if (Array.from(byId("lines").children, (line) => line.textContent).join("\n") !== view.lines.join("\n")) {
    byId("lines").replaceChildren(...view.lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return paragraph;
    }));
  }
  for (const key of document.querySelectorAll(".key")) {
    key.setAttribute("aria-pressed", String(key.dataset.kind === view.key));
  }
  for (const button of document.querySelectorAll(".network")) button.disabled = (button.value === "pulled") === view.pulled;
  if (byId("unsent")) put("unsent", view.unsent);
  // A screen reader is told the whole message, once, when nothing of it is to come any more.
  put("said", view.said);
  speak(view.spoken, view.serial || view.key);
  if (view.serial > serial) play(view.mood);
  if (view.serial) serial = view.serial;
}

async function follow() {
  for (;;) {
    try {
      const answer = await fetch(`/view?lang=${language}&seen=${seen}`);
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.json());
    } catch {
      // The agent restarts: nothing can be booked at this moment, and the page must not say otherwise.
      byId("stage").dataset.mood = "bad";
      put("symbol", "✕");
      put("second", "");
      put("said", "");
      byId("lines").replaceChildren(document.createElement("p"));
      byId("lines").firstChild.textContent = language === "en" ? "Terminal is starting …" : "Terminal startet …";
      seen = "";
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = new URLSearchParams(new FormData(form));
    asked.set(event.submitter.name, event.submitter.value);
    sound = sound || (window.AudioContext ? new AudioContext() : null);
    fetch(form.action, { method: "POST", body: asked, redirect: "manual" }).catch(() => {});
  });
}
follow();
