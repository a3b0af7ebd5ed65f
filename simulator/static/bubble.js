// One message as a bubble.

import { make, post } from "./api.js";
import { hourOf } from "./clock.js";

const ICONS = { "/-strong": "👍", "/-heart": "❤️", ":>": "😄", ":o": "😮", ":-((": "😢", "--b": "😡", ":-h": "😠" };
const LINK = /(https?:\/\/[^\s]+|\[@\d+\]|\[@[0-9a-f]{20}\])/g;

function words(text, names) {
  return text.split(LINK).map((part) => {
    if (/^https?:/.test(part)) {
      return make("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part);
    }
    const mention = /^\[@(\w+)\]$/.exec(part);
    if (mention) return make("span", { class: "mention" }, `@${names.get(mention[1]) || "mọi người"}`);
    return document.createTextNode(part);
  });
}

// Drawn here, for not every machine has a font with these signs.
const SIGNS = {
  file: "M5 2h8l6 6v14H5zM13 2v6h6M8 13h8M8 17h8",
  voice: "M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v4",
  sticker: "M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20zM8 9v1M16 9v1M7 14a5.5 5.5 0 0 0 10 0",
  place: "M12 22C7 16 5 13 5 9a7 7 0 0 1 14 0c0 4-2 7-7 13zM12 6.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z",
};

function sign(name) {
  const mark = make("span", { class: "mark", "aria-hidden": "true" });
  mark.innerHTML = `<svg viewBox="0 0 24 24" width="28" height="28" fill="none" stroke="currentColor"
    stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><path d="${SIGNS[name]}"/></svg>`;
  return mark;
}

const thing = (name, title, note) => make("div", { class: "thing" }, sign(name), make("div", {}, title, note ? make("br") : null, note));

function attached(attachment) {
  const payload = attachment.payload;
  switch (attachment.type) {
    case "image":
    case "gif":
      return make("img", { src: payload.url, alt: "Ảnh" });
    case "file":
      return thing("file", make("a", { href: payload.url, target: "_blank" }, payload.name),
        `${Math.max(1, Math.round(payload.size / 1024))} KB`);
    case "audio":
      return thing("voice", "Tin thoại");
    case "sticker":
      return thing("sticker", "Nhãn dán");
    case "location":
      return thing("place", "Vị trí", `${payload.coordinates.latitude}, ${payload.coordinates.longitude}`);
    default:
      return null;
  }
}

function opened(address) {
  if (/^https?:/.test(address)) window.open(address, "_blank", "noopener");
}

function buttons(message, person) {
  const row = make("div", { class: "buttons" });
  message.buttons.forEach((button, index) => {
    const tapped = message.tapped.includes(index);
    row.append(make("button", {
      type: "button", class: tapped ? "tapped" : "", "data-testid": "button",
      onclick: async () => {
        const answer = await post("/sim/tap", { person, message_id: message.id, button: index });
        if (answer?.opened) opened(answer.opened);
      },
    }, tapped ? `✓ ${button.title}` : button.title));
  });
  return row;
}

function card(message, person) {
  const asked = message.attachments[0].payload;
  return [make("p", {}, make("b", {}, asked.title)), make("p", {}, asked.subtitle),
    make("div", { class: "buttons" }, make("button", {
      type: "button", "data-testid": "share-info", onclick: () => post("/sim/share-info", { person }),
    }, "Chia sẻ thông tin"))];
}

// Whoever gets a template message may rate it, or press its response button.
function rating(message) {
  const rate = (stars) => make("button", {
    type: "button", "data-testid": `rate-${stars}`, "aria-label": `Đánh giá ${stars} sao`,
    onclick: () => post("/sim/feedback", { message_id: message.id, rate: stars }),
  }, `${stars} ★`);
  const respond = make("button", {
    type: "button", "data-testid": "respond", onclick: () => post("/sim/response", { message_id: message.id, data: "Quan tâm" }),
  }, "Quan tâm");
  return make("div", { class: "buttons" }, ...[1, 3, 5].map(rate), respond);
}

function body(message, phone, names) {
  if (message.kind === "template") return [make("p", {}, ...words(message.text, names)), rating(message)];
  if (message.kind === "request_user_info") return card(message, phone.person);
  return [...message.attachments.map(attached),
    message.text ? make("p", {}, ...words(message.text, names)) : null,
    message.buttons.length ? buttons(message, phone.person) : null];
}

const quoted = (message) => make("blockquote", {}, message.text || "(không phải tin chữ)");

export function bubble(message, phone, names) {
  const mine = message.sender === phone.writer();
  const reactions = message.reactions.map((one) => ICONS[one.icon] || "").join("");
  const original = message.quote && phone.messages.find((one) => one.id === message.quote);
  return make("div", {
    class: `bubble${mine ? " mine" : ""}${message.buttons.length ? " card" : ""}`,
    "data-testid": "bubble", "data-message": message.id, "data-from": message.by_oa ? "oa" : "person",
  },
  phone.group && !mine
    ? make("div", { class: `name${message.by_oa ? " oa" : ""}` }, names.get(message.sender) || "Không rõ") : null,
  original ? quoted(original) : null,
  ...body(message, phone, names),
  reactions ? make("div", { class: "reactions" }, reactions) : null,
  make("time", { datetime: new Date(message.at).toISOString() }, hourOf(message.at)));
}
