// The drawer's part about accounts (package, wallet, groups' assets, grant) and Zalo Bots.

import { make, post } from "./api.js";

const PACKAGES = { "": "Theo công tắc", basic: "Cơ bản", standard: "Tiêu chuẩn", growth: "Tăng trưởng", comprehensive: "Toàn diện" };

const button = (label, testid, act) => make("button", { type: "button", "data-testid": testid, onclick: act }, label);

const whole = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ".");

function field(label, account, name, value, done) {
  const boolean = typeof value === "boolean";
  const input = make("input", boolean ? { type: "checkbox", checked: value } : { type: "number", min: "0", value });
  input.dataset.account = `${account.id} ${name}`;
  input.addEventListener("change", () => post("/sim/account", {
    oa: account.id, [name]: boolean ? input.checked : Number(input.value),
  }).then(done));
  return make("label", {}, label, input);
}

function packageOf(account, done) {
  const select = make("select", { "data-testid": "package" }, ...Object.entries(PACKAGES).map(
    ([value, label]) => make("option", { value, selected: value === account.package }, label)));
  select.addEventListener("change", () => {
    select.blur();
    post("/sim/account", { oa: account.id, package: select.value }).then(done);
  });
  return make("label", {}, "Gói", select);
}

function dayField(value, testid, save) {
  const day = make("input", { type: "date", value: value ? value.slice(0, 10) : "", "data-testid": testid });
  day.addEventListener("change", () => { day.blur(); save(day.value ? `${day.value}T00:00:00+07:00` : null); });
  return day;
}

function asset(account, one, done) {
  const change = (wanted) => post("/sim/asset", { oa: account.id, id: one.id, ...wanted }).then(done);
  const renew = make("input", { type: "checkbox", checked: one.auto_renew, "data-testid": "asset-renew" });
  renew.addEventListener("change", () => change({ auto_renew: renew.checked }));
  return [make("label", {}, `${one.type} ${one.used_by ? "đang dùng" : "còn trống"}, hạn`,
    dayField(one.valid_through, "asset-until", (valid_through) => change({ valid_through }))),
  make("label", {}, "Tự gia hạn từ ví", renew)];
}

const SIZES = ["gmf10", "gmf50", "gmf100", "gmf1000"];
const KINDS = { purchase_quota: "mua lẻ", sub_quota: "theo gói", reward_quota: "được tặng" };

function newAsset(account, done) {
  const size = make("select", { "data-testid": "asset-size", "data-draft": `${account.id} size`, "aria-label": "Cỡ nhóm" }, ...SIZES.map(
    (one) => make("option", { value: one, selected: one === "gmf100" }, one)));
  const kind = make("select", { "data-testid": "asset-kind", "data-draft": `${account.id} kind`, "aria-label": "Nguồn của quyền" }, ...Object.entries(KINDS).map(
    ([value, label]) => make("option", { value }, label)));
  return make("p", { class: "choices" }, size, kind, button("Thêm quyền tạo nhóm", "asset-add",
    () => post("/sim/asset", { oa: account.id, type: size.value, quota_type: kind.value }).then(done)));
}

const STATUSES = { ENABLE: "được dùng", PENDING_REVIEW: "chờ duyệt", REJECT: "bị từ chối", DISABLE: "bị tắt" };

function template(account, one, done) {
  const status = make("select", { "data-testid": "template", "aria-label": `Trạng thái của ${one.name}` }, ...Object.entries(STATUSES).map(
    ([value, label]) => make("option", { value, selected: value === one.status }, label)));
  status.addEventListener("change", () => {
    status.blur();
    post("/sim/template", { oa: account.id, id: one.id, status: status.value }).then(done);
  });
  return make("li", {}, `${one.name} (${one.id}) `, status);
}

export function accounts(state, done) {
  return state.accounts.map((account) => make("section", { "data-testid": "account", "data-oa": account.id },
    make("h2", {}, account.name),
    make("p", {}, `Ứng dụng ${account.app}. Đã chi: ${whole(spent(account))} đồng.`),
    make("div", { class: "rows" }, packageOf(account, done),
      field("Tiền trong ví (đồng)", account, "wallet", account.wallet, done),
      field("Đã nối Zalo Cloud Account", account, "linked_zca", account.linked_zca, done),
      field("Tin mẫu theo số điện thoại mỗi ngày", account, "daily_quota", account.daily_quota, done),
      make("label", {}, "Gói có hạn tới", dayField(account.package_until, "package-until",
        (package_until) => post("/sim/account", { oa: account.id, package_until }).then(done))),
      ...account.assets.flatMap((one) => asset(account, one, done))),
    newAsset(account, done),
    make("ul", { "aria-label": "Tin mẫu" }, ...account.templates.map((one) => template(account, one, done))),
    ...pending(state, account, done),
    make("p", { class: "choices" },
      button("Hết hiệu lực mã truy cập", "revoke-access", () => post("/sim/tokens/revoke", { oa: account.id }).then(done)),
      button("Thu hồi quyền", "revoke", () => post("/sim/tokens/revoke", { oa: account.id, grant: true }).then(done)))));
}

const spent = (account) => Object.entries(account.used)
  .filter(([name]) => name.startsWith("spent ")).reduce((sum, [, one]) => sum + one, 0);

// Where the other apps' events go; the first app's are shown above.
export function apps(state, done) {
  const others = Object.entries(state.apps).filter(([id]) => state.accounts[0].app !== id);
  return others.map(([id, hooks]) => {
    const oa = state.accounts.find((account) => account.app === id)?.id;
    const url = make("input", { type: "url", value: hooks.url || "", "data-testid": "app-url" });
    url.addEventListener("change", () => { url.blur(); post("/sim/webhook", { oa, url: url.value || null }).then(done); });
    const counts = `${hooks.counts.delivered} đã giao, ${hooks.counts.waiting} đang chờ, ${hooks.counts.failed} hỏng`;
    return make("section", {}, make("h2", {}, `Ứng dụng ${id}`), make("p", {}, counts),
      oa ? make("div", { class: "rows" }, make("label", {}, "Gửi sự kiện tới", url)) : null,
      make("p", { class: "choices" },
        oa ? button("Gửi lại ngay", "app-hurry", () => post("/sim/webhook", { oa, hurry: true }).then(done)) : null,
        oa && !hooks.subscribed ? button("Bật lại", "app-subscribe", () => post("/sim/webhook", { oa, subscribed: true }).then(done)) : null));
  });
}

function pending(state, account, done) {
  const names = new Map(state.people.map((one) => [one.id, one.name]));
  const decide = (group, person, accepted) => () => post("/sim/group/decide", { group, person, accepted }).then(done);
  return state.groups.filter((group) => group.oa === account.id).flatMap((group) => group.pending.map((person) => make("p", {},
    `${names.get(person)} xin vào ${group.name} `, button("Nhận", "accept", decide(group.id, person, true)),
    button("Không nhận", "reject", decide(group.id, person, false)))));
}

export function bots(state, done) {
  const name = make("input", { type: "text", placeholder: "Bot …", "aria-label": "Tên bot mới", "data-testid": "bot-name", "data-draft": "bot" });
  const circles = state.groups.filter((group) => group.kind === "personal");
  const circle = make("input", { type: "text", placeholder: "Tên nhóm riêng", "aria-label": "Tên nhóm riêng mới", "data-testid": "circle-name", "data-draft": "circle" });
  const made = (field) => (answer) => { if (answer) field.value = ""; done(); };
  const make_bot = () => { name.blur(); post("/sim/bot", { name: name.value }).then(made(name)); };
  const make_circle = () => post("/sim/circle", {
    name: circle.value || "Nhóm riêng", members: state.people.slice(0, 3).map((one) => one.id),
  }).then(made(circle));
  return make("section", { "data-testid": "bots" }, make("h2", {}, "Zalo Bot và nhóm riêng"),
    ...state.bots.map((bot) => make("p", {}, `${bot.name}: `, make("code", {}, bot.token), " ",
      ...circles.filter((one) => !one.bots.includes(bot.id)).map((one) => button(`Thêm vào ${one.name}`, "bring",
        () => post("/sim/circle/bring", { group: one.id, bot: bot.id }).then(done))),
      ...circles.filter((one) => one.bots.includes(bot.id)).map((one) => button(`Đưa khỏi ${one.name}`, "put-out",
        () => post("/sim/circle/put-out", { group: one.id, bot: bot.id }).then(done))),
      ...state.people.slice(0, 1).map((one) => button(`${one.name} nhắn riêng`, "bot-chat",
        () => post("/sim/bot/chat", { person: one.id, bot: bot.id }).then(done))))),
    make("p", { class: "choices" }, name, button("Tạo bot", "bot-add", make_bot)),
    make("p", { class: "choices" }, circle, button("Tạo nhóm riêng", "circle-add", make_circle)));
}
