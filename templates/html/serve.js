// Sends the text while it is typed, shows what comes back, applies a correction when it is asked for.
"use strict";

const text = document.getElementById("text");
const kind = document.getElementById("kind");
const state = document.getElementById("state");
const report = document.getElementById("report");
const PAUSE = 350; // milliseconds without a key before a check begins

let timer = 0;
let latest = 0;
let running = null;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

// First the verdicts alone, which are quick; then, when nothing was typed meanwhile, the corrections too.
async function check() {
  const turn = ++latest;
  if (running) running.abort();
  if (!text.value.trim()) {
    state.textContent = "Nothing to check yet.";
    report.replaceChildren();
    return;
  }
  state.textContent = "Checking …";
  for (const correct of [false, true]) {
    const checked = text.value;
    const answer = await ask({ text: checked, kind: kind.value, correct });
    if (turn !== latest || answer === null) return;
    if (answer.error) {
      state.textContent = answer.error;
      return;
    }
    state.textContent = answer.summary + (correct || !answer.html.includes("data-start") ? "" : " · looking for corrections …");
    report.innerHTML = answer.html;
    if (!answer.html.includes("data-start")) {
      state.textContent = answer.summary;
      return;
    }
  }
}

async function ask(question) {
  running = new AbortController();
  try {
    const response = await fetch("/check", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
      signal: running.signal,
    });
    return response.status === 409 ? null : await response.json();
  } catch (error) {
    return error.name === "AbortError" ? null : { error: "The server does not answer; is it still running?" };
  }
}

// Offsets count characters as Python does; a textarea counts UTF-16 units.
function units(offset) {
  return [...text.value].slice(0, offset).join("").length;
}

report.addEventListener("click", event => {
  const place = event.target.closest("[data-start]");
  const fix = event.target.closest("[data-edits]");
  if (fix) {
    const edits = JSON.parse(fix.dataset.edits).map(e => [units(e[0]), units(e[1]), e[2]]);
    text.focus();
    for (const [start, end, written] of edits.sort((a, b) => b[0] - a[0])) text.setRangeText(written, start, end, "select");
    text.dispatchEvent(new Event("input"));
  } else if (place) {
    event.preventDefault();
    text.focus();
    text.setSelectionRange(units(+place.dataset.start), units(+place.dataset.end));
    const line = text.value.slice(0, text.selectionStart).split("\n").length - 1;
    text.scrollTop = line * parseFloat(getComputedStyle(text).lineHeight) - text.clientHeight / 3;
  }
});

// The panes scroll together: what stands at the top of one is what is at the top of the other.  A place in the text is
// taken for as far down as there are characters before it, since lines that wrap have no height of their own.
let led = null; // the pane that was just moved by the other one, and must not answer

function follow(moved, other, where) {
  moved.addEventListener("scroll", () => {
    if (led === moved) {
      led = null;
      return;
    }
    const top = Math.round(where());
    if (top === Math.round(other.scrollTop) || other.scrollHeight <= other.clientHeight) return;
    led = other;
    other.scrollTop = top;
    requestAnimationFrame(() => requestAnimationFrame(() => (led = null)));
  });
}

function steps() {
  return [...report.querySelectorAll(".steps [data-start]")].map(place => [
    units(+place.dataset.start) / Math.max(text.value.length, 1),
    place.closest(".step").offsetTop,
  ]);
}

// Between two marks of one scale, the same share of the way on the other.
function across(at, marks, from, to) {
  let before = marks[0];
  for (const mark of marks) {
    if (mark[from] > at) {
      const share = (at - before[from]) / Math.max(mark[from] - before[from], 1e-9);
      return before[to] + share * (mark[to] - before[to]);
    }
    before = mark;
  }
  return before[to];
}

function marks() {
  return [[0, 0], ...steps(), [1, report.scrollHeight]];
}

follow(report, text, () => across(report.scrollTop, marks(), 1, 0) * text.scrollHeight);
follow(text, report, () => across(text.scrollTop / text.scrollHeight, marks(), 0, 1));

document.getElementById("example").addEventListener("click", () => {
  text.value = document.getElementById("example-text").value;
  kind.value = "markdown";
  check();
});
text.addEventListener("input", soon);
kind.addEventListener("change", check);
if (text.value) check();
