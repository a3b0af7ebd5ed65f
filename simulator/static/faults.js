// The drawer's parts that a tester fills in: faults of the calls to come, and events that seldom happen.

import { get, make, post } from "./api.js";

const KINDS = {
  error: "Trả mã lỗi", http: "Mã HTTP", html: "Trang HTML 502", reset: "Đứt kết nối", timeout: "Im lặng", garbage: "JSON hỏng",
  slow: "Trả lời trễ", redirect: "Chuyển sang máy khác",
};
const HOSTS = { oa: "OA", zbs: "tin mẫu", oauth: "cấp quyền", bot: "Zalo Bot" };

const row = (label, field) => make("label", {}, label, field);

const options = (pairs) => pairs.map(([value, label]) => make("option", { value }, label));

// Built once, so that what is half filled in outlives the drawer's renewal.
export class Faults {
  constructor(done) {
    this.done = done;
    this.waiting = make("p", { "data-testid": "faults" });
    this.kind = make("select", { "data-testid": "fault-kind" }, ...options(Object.entries(KINDS)));
    this.code = make("input", { type: "number", value: "-200", list: "known-codes", "data-testid": "fault-code" });
    this.calls = make("input", { type: "number", min: "0", value: "1", "data-testid": "fault-calls" });
    this.path = make("input", { type: "text", placeholder: "mọi đường dẫn", list: "known-paths", class: "wide", "data-testid": "fault-path" });
    this.oa = make("select", { "data-testid": "fault-oa" });
    this.seconds = make("input", { type: "number", min: "0", step: "any", value: "60", "data-testid": "fault-seconds" });
    this.after = make("input", { type: "checkbox", "data-testid": "fault-after" });
    this.codes = make("datalist", { id: "known-codes" });
    this.paths = make("datalist", { id: "known-paths" });
    this.element = make("section", {}, make("h2", {}, "Gây lỗi cho các lần gọi tới"), this.waiting, this.fields(), this.choices());
    this.learn();
  }

  fields() {
    return make("div", { class: "rows" }, row("Lỗi", this.kind), row("Mã lỗi", this.code), row("Số lần (0 = mãi)", this.calls),
      row("Đường dẫn chứa", this.path), row("Tài khoản", this.oa), row("Số giây", this.seconds),
      row("Sau khi đã có hiệu lực", this.after), this.codes, this.paths);
  }

  choices() {
    return make("p", { class: "choices" },
      make("button", { type: "button", onclick: () => this.arm(), "data-testid": "fault-arm" }, "Gây lỗi"),
      make("button", { type: "button", onclick: () => post("/sim/faults", { clear: true }).then(this.done), "data-testid": "fault-clear" }, "Bỏ hết"));
  }

  // Every code and path there is, to choose from.
  async learn() {
    const known = await get("/sim/known");
    if (!known) return;
    this.codes.append(...Object.entries(known.codes).flatMap(([host, codes]) => Object.entries(codes).map(
      ([code, said]) => make("option", { value: code, label: `${code} (${HOSTS[host]}): ${said}` }))));
    this.paths.append(...known.paths.map((path) => make("option", { value: `^${path}` })));
  }

  show(state) {
    const chosen = this.oa.value;
    this.oa.replaceChildren(...options([["", "mọi tài khoản"], ...state.accounts.map((one) => [one.id, one.name])]));
    this.oa.value = chosen;
    this.waiting.textContent = state.faults.length ? state.faults.map(told).join(", ") : "Không có lỗi nào đang chờ.";
  }

  arm() {
    const code = Number(this.code.value);
    post("/sim/faults", {
      kind: this.kind.value, calls: Number(this.calls.value), path: this.path.value.trim(), oa: this.oa.value,
      seconds: Number(this.seconds.value), code: this.kind.value === "http" && code < 400 ? 500 : code, after: this.after.checked,
    }).then(this.done);
  }
}

const told = (one) => `${KINDS[one.kind]}${one.kind === "error" ? ` ${one.code}` : ""} × ${one.calls || "mãi"}`
  + `${one.path ? ` ở ${one.path}` : ""}${one.after ? " sau khi đã có hiệu lực" : ""}`;

// Events that no phone here can cause: calls, visitors of the web, orders, changes of templates …
export class Rare {
  constructor(done) {
    this.name = make("select", { class: "wide", "data-testid": "rare-name", "aria-label": "Sự kiện" });
    this.person = make("select", { class: "wide", "data-testid": "rare-person", "aria-label": "Về ai" });
    const happen = () => post("/sim/rare", { event_name: this.name.value, person: this.person.value, oa: this.homes.get(this.person.value) }).then(done);
    this.element = make("section", {}, make("h2", {}, "Sự kiện hiếm gặp"),
      make("div", { class: "rows" }, row("Sự kiện", this.name), row("Về ai", this.person)),
      make("p", { class: "choices" }, make("button", { type: "button", onclick: happen, "data-testid": "rare-send" }, "Cho xảy ra")));
    this.homes = new Map();
    this.learn();
  }

  async learn() {
    const known = await get("/sim/known");
    if (known) this.name.append(...options(known.events.map((name) => [name, name])));
  }

  show(state) {
    const chosen = this.person.value;
    this.homes = new Map(state.people.map((one) => [one.id, one.oa]));
    this.person.replaceChildren(...options(state.people.map((one) => [one.id, one.name])));
    if (this.homes.has(chosen)) this.person.value = chosen;
  }
}
