// The clock bar: shows simulated time in Vietnam and moves it forward.

import { post, tell } from "./api.js";

const VIETNAM = 7 * 3600 * 1000;
const DAYS = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];
const two = (number) => String(number).padStart(2, "0");
let base = Date.now();
let since = performance.now();

const now = () => base + (performance.now() - since);

export function setNow(iso) {
  base = Date.parse(iso);
  since = performance.now();
  tick();
}

function parts(millis) {
  return new Date(millis + VIETNAM);
}

export function dayOf(millis) {
  const at = parts(millis);
  return `${DAYS[at.getUTCDay()]}, ${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
}

export function hourOf(millis) {
  const at = parts(millis);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

function tick() {
  const shown = `${dayOf(now())}, ${hourOf(now())}:${two(parts(now()).getUTCSeconds())}`;
  const clock = document.getElementById("clock");
  if (clock.textContent !== shown) clock.textContent = shown;
}

async function move(wanted) {
  const answer = await post("/clock", wanted);
  if (answer) setNow(answer.now);
}

function nextEvening() {
  const at = parts(now());
  const evening = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), 19) - VIETNAM;
  return new Date(evening > now() ? evening : evening + 24 * 3600 * 1000).toISOString();
}

export function startClock() {
  setInterval(tick, 250);
  const form = document.getElementById("clock-form");
  for (const button of form.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => move({ advance: button.dataset.advance }));
  }
  form.querySelector("[data-evening]").addEventListener("click", () => move({ now: nextEvening() }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = document.getElementById("clock-input").value;
    if (!wanted) tell("Hãy chọn ngày giờ muốn chuyển tới.");
    else if (Date.parse(`${wanted}+07:00`) < now()) tell("Đồng hồ chỉ chạy tới, không lùi được.");
    else move({ now: `${wanted}:00+07:00` });
  });
}
