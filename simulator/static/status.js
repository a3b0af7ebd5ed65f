// The drawer with the fate of events, the switches and the faults.

import { accounts, apps, bots } from "./accounts.js";
import { get, make, post } from "./api.js";
import { Faults, Rare } from "./faults.js";

const SWITCHES = {
  echo: "Gửi lại sự kiện oa_send_*",
  receipts: "Báo đã nhận, đã xem",
  rate_per_minute: "Số lần gọi mỗi phút (0 = không hạn chế)",
  reply_quota: "Số tin trả lời miễn phí (0 = không hạn chế)",
  answer_delay: "Trả lời chậm (giây)",
  duplicates: "Số sự kiện tới gửi hai lần",
  reorders: "Số sự kiện tới đảo thứ tự",
  escape_json: "Thoát ký tự trong JSON",
  invite_asks: "Mời vào nhóm phải chờ đồng ý",
  outside_vietnam: "Coi như gọi từ ngoài Việt Nam",
  retry_scale: "Tỷ lệ thời gian gửi lại",
  retry_on_non_200: "Gửi lại cả khi bot trả mã khác 200",
  unsubscribe: "Ngừng gửi sau lần thử cuối",
  webhook_timeout: "Chờ bot trả lời (giây)",
  old_token_dies: "Mã truy cập cũ chết ngay khi làm mới",
  package_quota: "Số tin ngoài 48 giờ mỗi tháng",
  app_rate_per_minute: "Số lần gọi mỗi phút của một ứng dụng",
  replies_then_package: "Hết tin miễn phí thì trừ vào gói",
  pay_beyond_quota: "Hết gói thì trừ vào ví",
  old_window_code: "Quá 7 ngày trả mã -232",
  group_spelling: "Cách viết sự kiện nhóm (0, 1, 2)",
  zbs_night_rule: "Không gửi tin mẫu ban đêm",
  zbs_delivers: "Tin mẫu theo số điện thoại tới nơi",
  bot_wrapper: "Sự kiện của Zalo Bot có lớp bọc",
  bot_statuses: "Zalo Bot từ chối bằng cả mã HTTP",
  bad_signatures: "Số sự kiện tới có chữ ký sai",
  signature_spelling: "Cách viết chữ ký (0, 1)",
  old_info: "Thông tin liên hệ theo mẫu cũ",
  numeric_ids: "Mã người trong lịch sử là số",
  proof_required: "Bắt buộc appsecret_proof",
};
const STATES = { waiting: "đang chờ", delivered: "đã giao", failed: "hỏng", lost: "bỏ" };

export class Status {
  constructor(element, toggle) {
    this.element = element;
    this.toggle = toggle;
    this.planned = 0;
    this.asked = 0;
    this.shown = 0;
    this.pressed = false;
    this.owed = false;
    this.faults = new Faults(() => this.soon());
    this.rare = new Rare(() => this.soon());
    toggle.addEventListener("click", () => this.open(element.hidden));
    this.watch();
  }

  // What was not shown because somebody was at it is shown once he has let go.
  watch() {
    const free = () => {
      this.pressed = false;
      if (this.owed) this.soon();
    };
    this.element.addEventListener("pointerdown", () => { this.pressed = true; });
    for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, free);
    this.element.addEventListener("focusout", free);
  }

  // Somebody types, chooses or presses in the drawer.
  busy() {
    const at = document.activeElement;
    return this.pressed || (this.element.contains(at) && at.matches("input, select"));
  }

  open(wanted) {
    this.element.hidden = !wanted;
    this.toggle.setAttribute("aria-expanded", String(wanted));
    if (wanted) this.refresh();
  }

  // Many changes come together; one look at the state is enough for them.
  soon() {
    if (this.planned) return;
    this.planned = setTimeout(() => { this.planned = 0; this.refresh(); }, 300);
  }

  async refresh() {
    const mine = ++this.asked;
    const state = await get("/sim/state");
    if (!state || mine < this.shown) return; // an answer that a newer one has overtaken
    this.shown = mine;
    this.warn(state.webhook);
    this.owed = !this.element.hidden && this.busy();
    if (this.element.hidden || this.owed) return;
    this.show(state);
  }

  // What is half filled in outlives the renewal.
  show(state) {
    const drafts = new Map([...this.element.querySelectorAll("[data-draft]")].map((one) => [one.dataset.draft, one.value]));
    this.faults.show(state);
    this.rare.show(state);
    const again = () => this.soon();
    this.element.replaceChildren(this.events(state.webhook), this.switches(state.settings), this.faults.element,
      this.rare.element, ...apps(state, again), ...accounts(state, again), bots(state, again), this.warnings(state.warnings));
    for (const one of this.element.querySelectorAll("[data-draft]")) {
      if (drafts.has(one.dataset.draft)) one.value = drafts.get(one.dataset.draft);
    }
  }

  warn(webhook) {
    const trouble = !webhook.subscribed || webhook.counts.waiting > 0;
    this.toggle.textContent = trouble ? `Trạng thái ⚠ ${webhook.counts.waiting}` : "Trạng thái";
  }

  events(webhook) {
    const count = ([name, number]) => make("div", {}, make("b", { class: name }, String(number)), ` ${STATES[name]}`);
    const act = (label, testid, body, path = "/sim/webhook") => make("button", {
      type: "button", "data-testid": testid, onclick: () => post(path, body).then(() => this.soon()),
    }, label);
    return make("section", {}, make("h2", {}, "Sự kiện gửi tới bot"),
      make("p", {}, webhook.subscribed ? webhook.url || "chưa có địa chỉ" : "Đã ngừng gửi sau lần thử cuối."),
      make("div", { class: "rows" }, make("label", {}, "Gửi tới", address(webhook, () => this.soon()))),
      make("div", { class: "counts", "data-testid": "counts" }, ...Object.entries(webhook.counts).map(count)),
      make("p", { class: "choices" }, act("Gửi lại ngay", "hurry", { hurry: true }),
        webhook.subscribed ? null : act("Bật lại", "subscribe", { subscribed: true }),
        act("Sự kiện thử", "test-event", {}, "/sim/test-event")),
      make("ul", { tabindex: "0", "aria-label": "Sự kiện gần đây" }, ...webhook.recent.map(delivery)));
  }

  switches(settings) {
    const rows = Object.entries(SWITCHES).map(([name, label]) => this.switch(name, label, settings[name]));
    return make("section", {}, make("h2", {}, "Công tắc"), make("div", { class: "rows" }, ...rows));
  }

  switch(name, label, value) {
    const boolean = typeof value === "boolean";
    const input = make("input", boolean ? { type: "checkbox", checked: value } : { type: "number", min: "0", step: "any", value });
    input.dataset.setting = name;
    input.addEventListener("change", () => post("/sim/settings", { [name]: boolean ? input.checked : Number(input.value) }));
    return make("label", {}, label, input);
  }

  warnings(texts) {
    if (!texts.length) return "";
    return make("section", {}, make("h2", {}, "Lưu ý"), make("ul", {}, ...texts.map((text) => make("li", {}, text))));
  }
}

function address(webhook, done) {
  const url = make("input", { type: "text", value: webhook.url || "", class: "wide", "data-testid": "webhook-url" });
  url.addEventListener("change", () => { url.blur(); post("/sim/webhook", { url: url.value.trim() || null }).then(done); });
  return url;
}

function delivery(one) {
  const tries = one.attempts > 1 ? `, ${one.attempts} lần` : "";
  const due = one.due ? `, thử lại lúc ${one.due.slice(11, 19)}` : "";
  return make("li", {}, `${one.event}: `, make("b", { class: one.status }, STATES[one.status]), `${tries}${due}`,
    one.error ? make("div", {}, one.error) : null);
}
