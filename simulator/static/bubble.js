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

const thing = (mark, title, note) => make("div", { class: "thing" },
  make("span", { class: "mark", "aria-hidden": "true" }, mark), make("div", {}, title, note ? make("br") : null, note));

function attached(attachment) {
  const payload = attachment.payload;
  switch (attachment.type) {
    case "image":
    case "gif":
      return make("img", { src: payload.url, alt: "Ảnh", loading: "lazy" });
    case "file":
      return thing("📄", make("a", { href: payload.url, target: "_blank" }, payload.name),
        `${Math.max(1, Math.round(payload.size / 1024))} KB`);
    case "audio":
      return thing("🎤", "Tin thoại");
    case "sticker":
      return thing("😊", "Nhãn dán");
    case "location":
      return thing("📍", "Vị trí", `${payload.coordinates.latitude}, ${payload.coordinates.longitude}`);
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

function body(message, phone, names) {
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
