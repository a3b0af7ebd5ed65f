// The board: which phones lie on the table, and the live feed that keeps them current.

import { get, make, post } from "./api.js";
import { setNow, startClock } from "./clock.js";
import { Phone } from "./phone.js";
import { Status } from "./status.js";

const board = document.getElementById("phones");
const picker = document.getElementById("add-phone");
const newcomer = document.getElementById("newcomer");
const status = new Status(document.getElementById("status"), document.getElementById("status-toggle"));
const world = { people: new Map(), groups: new Map(), names: new Map(), accounts: new Map(), oa: null };
const phones = new Map();
const NEW = "new";
const home = newcomer.querySelector("select");

function learn(state) {
  world.oa = state.oa;
  world.people = new Map(state.people.map((one) => [one.id, one]));
  world.groups = new Map(state.groups.map((one) => [one.id, one]));
  world.accounts = new Map(state.accounts.map((one) => [one.id, one.name]));
  home.replaceChildren(...state.accounts.map((one) => option(one.id, one.name)));
  world.names = new Map([...state.accounts.map((one) => [one.id, one.name]), ...state.bots.map((one) => [one.id, one.name]),
    ...state.people.map((one) => [one.id, one.name])]);
  document.getElementById("account").textContent = state.oa.name;
  setNow(state.now);
}

const exists = (key) => {
  const [kind, id] = key.split(":");
  return (kind === "person" ? world.people : world.groups).has(id);
};

const memory = () => `phones of ${world.oa.id}`;

function remember() {
  localStorage.setItem(memory(), JSON.stringify([...phones.keys()]));
}

function firstPhones(state) {
  const asked = new URLSearchParams(location.search).get("phones");
  const keyOf = (id) => (world.people.has(id) ? `person:${id}` : `group:${id}`);
  if (asked) return asked.split(",").map(keyOf);
  const kept = JSON.parse(localStorage.getItem(memory()) || "[]").filter(exists);
  return kept.length ? kept : state.phones.map(keyOf);
}

function show(key) {
  if (!exists(key)) return;
  if (!phones.has(key)) {
    const phone = new Phone(world, key, () => hide(key));
    phones.set(key, phone);
    board.append(phone.element);
  }
  remember();
  offer();
}

function hide(key) {
  phones.get(key).element.remove();
  phones.delete(key);
  remember();
  offer();
}

const option = (value, label) => make("option", { value }, label);

function offer() {
  const free = (key) => !phones.has(key);
  const people = [...world.people.values()].filter((one) => free(`person:${one.id}`));
  const groups = [...world.groups.values()].filter((one) => free(`group:${one.id}`));
  picker.replaceChildren(option("", "+ Thêm điện thoại"),
    make("optgroup", { label: "Người" },
      ...people.map((one) => option(`person:${one.id}`, one.note ? `${one.name} – ${one.note}` : one.name)),
      option(NEW, "Người mới…")),
    make("optgroup", { label: "Nhóm" }, ...groups.map((one) => option(`group:${one.id}`, one.name))));
}

picker.addEventListener("change", () => {
  const chosen = picker.value;
  picker.value = "";
  if (chosen === NEW) newcomer.showModal();
  else if (chosen) {
    show(chosen);
    phones.get(chosen).element.scrollIntoView({ block: "nearest" });
    phones.get(chosen).input.focus();
  }
});

newcomer.addEventListener("close", async () => {
  const form = newcomer.querySelector("form");
  const fields = Object.fromEntries(new FormData(form));
  if (newcomer.returnValue !== "add") return;
  form.reset();
  const answer = await post("/sim/person", { ...fields, note: fields.note || "Người dân" });
  if (!answer) return;
  await relearn();
  show(`person:${answer.person}`);
});

let learning = 0;
let asked = 0;
let learnt = 0;

async function relearn() {
  const mine = ++asked;
  const state = await get("/sim/state");
  if (!state || mine < learnt) return; // an answer that a newer one has overtaken
  learnt = mine;
  learn(state);
  for (const [key, phone] of [...phones]) {
    if (exists(key)) phone.refresh();
    else hide(key);
  }
  offer();
}

function relearnSoon() {
  if (learning) return;
  learning = setTimeout(() => { learning = 0; relearn(); }, 150);
}

function changed(change) {
  switch (change.kind) {
    case "message": phones.get(change.message.chat)?.add(change.message); break;
    case "tapped": phones.get(change.chat)?.tapped(change.message_id, change.button); break;
    case "reacted": phones.get(change.chat)?.load(); break;
    case "clock": setNow(change.now); break;
    case "people":
    case "groups": relearnSoon(); break;
    case "reload": location.reload(); break;
    default: status.soon();
  }
}

async function start() {
  startClock();
  const state = await get("/sim/state");
  if (!state) return;
  learn(state);
  firstPhones(state).forEach(show);
  status.warn(state.webhook);
  const feed = new EventSource(`/sim/changes?since=${state.seq}`);
  feed.onmessage = (event) => changed(JSON.parse(event.data));
  document.body.dataset.ready = "yes";
}

start();
