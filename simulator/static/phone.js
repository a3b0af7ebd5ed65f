// One phone: a person's chat with the account, or a group chat.

import { get, make, post, settle } from "./api.js";
import { bubble } from "./bubble.js";
import { dayOf } from "./clock.js";

const initials = (name) => name.trim().split(/\s+/).slice(-1)[0].slice(0, 1).toUpperCase();

const asBase64 = (file) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.readAsDataURL(file);
});

export class Phone {
  constructor(world, key, close) {
    this.world = world;
    this.key = key;
    const [kind, id] = key.split(":");
    this.person = kind === "person" ? id : null;
    this.group = kind === "group" ? id : null;
    this.messages = [];
    this.drawn = new Map();
    this.build(close);
    this.refresh();
    this.load();
  }

  // Whose messages stand on the right.
  writer() {
    return this.person || this.select.value;
  }

  address() {
    return this.group ? { person: this.writer(), group: this.group } : { person: this.person };
  }

  build(close) {
    this.title = make("h2", {});
    this.note = make("p", {});
    this.face = make("span", { class: "face", "aria-hidden": "true" });
    this.talk = make("div", { class: "talk", role: "log", tabindex: "0", "data-testid": "messages" });
    this.banner = make("div", { class: "follow", hidden: true });
    const shut = make("button", { type: "button", title: "Cất điện thoại", onclick: close }, "×");
    this.shut = shut;
    this.element = make("section", {
      class: `phone${this.group ? " group" : ""}`, "data-testid": "phone",
      "data-person": this.person, "data-group": this.group,
    }, make("header", {}, this.face, make("div", { class: "who" }, this.title, this.note), shut),
    this.talk, this.banner, this.buildWriter(), this.buildComposer());
  }

  buildWriter() {
    if (!this.group) return null;
    this.select = make("select", { "data-testid": "writer", onchange: () => this.draw() });
    return make("label", { class: "writer" }, "Viết với tên", this.select);
  }

  buildComposer() {
    this.input = make("textarea", {
      rows: "1", placeholder: "Nhập tin nhắn", "data-testid": "composer",
      onkeydown: (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          this.send();
        }
      },
      oninput: () => this.grow(),
    });
    this.menu = this.buildMenu();
    this.more = make("button", {
      type: "button", class: "more", "aria-label": "Gửi ảnh, tệp và thứ khác", "aria-haspopup": "true",
      "aria-expanded": "false", "data-testid": "menu", onclick: () => this.toggleMenu(),
    }, "+");
    const form = make("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.more, this.input, make("button", { class: "send", "data-testid": "send" }, "Gửi"), this.menu);
    form.addEventListener("focusout", (event) => {
      if (!this.menu.hidden && event.relatedTarget && !form.contains(event.relatedTarget)) this.toggleMenu(false);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.menu.hidden) {
        this.toggleMenu(false);
        this.more.focus();
      }
    });
    return form;
  }

  buildMenu() {
    const entry = (label, testid, act) => make("button", {
      type: "button", "data-testid": testid, onclick: () => { this.toggleMenu(false); act(); },
    }, label);
    const plain = (path) => () => post(path, this.address());
    const entries = [
      entry("Ảnh mẫu", "send-photo", plain("/sim/photo")),
      entry("Ảnh từ máy…", "pick-photo", () => this.pick("/sim/photo", "image/*")),
      entry("Tệp từ máy…", "pick-file", () => this.pick("/sim/file", "")),
      entry("Nhãn dán", "send-sticker", plain("/sim/sticker")),
      entry("Vị trí", "send-location", plain("/sim/location")),
      entry("Tin thoại", "send-voice", plain("/sim/voice")),
    ];
    if (this.group) {
      entries.push(entry("Vào nhóm…", "join", () => this.joinSomebody()), entry("Rời nhóm", "leave", plain("/sim/group/leave")),
        entry("Khoá / mở nhóm", "disable", () => this.toggleGroup()),
        entry("Duyệt / không duyệt người vào", "approval", () => this.toggleApproval()));
    } else {
      entries.push(entry("Bỏ quan tâm", "unfollow", plain("/sim/unfollow")),
        entry("Gửi thông tin liên hệ", "send-info", plain("/sim/share-info")),
        entry("Chặn / bỏ chặn tin", "refuse", () => this.toggleRefusal()),
        entry("Từ chối với mã…", "refuse-code", () => this.chooseRefusal()),
        entry("Bấm nút Nhắn tin ở trang", "chatnow", plain("/sim/chatnow")),
        entry("Yêu cầu xoá dữ liệu", "withdraw", plain("/sim/withdraw")));
    }
    return make("div", { class: "menu", hidden: true }, ...entries);
  }

  toggleGroup() {
    const group = this.world.groups.get(this.group);
    return post("/sim/group/disable", { group: group.id, disabled: group.open });
  }

  toggleApproval() {
    const group = this.world.groups.get(this.group);
    return post("/sim/group/approval", { group: group.id, asks: !group.asks });
  }

  toggleRefusal() {
    const person = this.world.people.get(this.person);
    return post("/sim/person/change", { person: person.id, refuses: person.refuses ? 0 : -244 });
  }

  // Which code the account gets for messages to this person, and for templates to the phone number.
  chooseRefusal() {
    const person = this.world.people.get(this.person);
    const field = (name, label) => {
      const code = make("input", { type: "number", value: person[name], list: "known-codes", "aria-label": label, title: label, "data-testid": name });
      code.addEventListener("change", () => post("/sim/person/change", { person: person.id, [name]: Number(code.value) }));
      return code;
    };
    this.choosing = true;
    const end = make("button", { type: "button", "data-testid": "refusal-end", onclick: () => { this.choosing = false; this.refresh(); } }, "Xong");
    this.banner.replaceChildren(make("label", {}, "Tin ", field("refuses", "Mã lỗi của tin nhắn")),
      make("label", {}, "Tin mẫu ", field("refuses_zbs", "Mã lỗi của tin mẫu theo số điện thoại")), end);
    this.banner.hidden = false;
  }

  toggleMenu(open = this.menu.hidden) {
    this.menu.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
    if (open) this.menu.querySelector("button").focus();
  }

  pick(path, accept) {
    const chooser = make("input", { type: "file", accept, "data-testid": "chooser", hidden: true });
    chooser.addEventListener("change", async () => {
      const [file] = chooser.files;
      if (file) await post(path, { ...this.address(), name: file.name, content: await asBase64(file) });
      chooser.remove();
    });
    this.element.append(chooser);
    chooser.click();
  }

  joinSomebody() {
    const group = this.world.groups.get(this.group);
    const outside = [...this.world.people.values()].filter((one) => !group.members.includes(one.id));
    const chooser = make("select", { "aria-label": "Ai vào nhóm?" }, make("option", { value: "" }, "Ai vào nhóm?"),
      ...outside.map((one) => make("option", { value: one.id }, `${one.name} – ${one.note}`)));
    chooser.addEventListener("change", async () => {
      await post("/sim/group/join", { person: chooser.value, group: this.group });
      this.banner.hidden = true;
    });
    const never = make("button", { type: "button", onclick: () => { this.banner.hidden = true; } }, "Thôi");
    this.banner.replaceChildren(chooser, never);
    this.banner.hidden = false;
    chooser.focus();
  }

  grow() {
    this.input.style.height = "";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 118)}px`;
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.grow();
    const sent = await post("/sim/say", { ...this.address(), text });
    if (!sent && !this.input.value) this.input.value = text;
  }

  // Name, note, members and the invitation to follow.
  refresh() {
    if (this.group) this.refreshGroup();
    else this.refreshPerson();
    this.face.textContent = initials(this.title.textContent);
    this.input.setAttribute("aria-label", `Tin nhắn: ${this.title.textContent}`);
    this.shut.setAttribute("aria-label", `Cất: ${this.title.textContent}`);
    this.talk.setAttribute("aria-label", `Tin nhắn của ${this.title.textContent}`);
    this.title.title = this.title.textContent;
    this.note.title = this.note.textContent;
  }

  refreshPerson() {
    const person = this.world.people.get(this.person);
    this.title.textContent = person.name;
    const home = this.world.accounts.size > 1 ? ` · ${this.world.accounts.get(person.oa)}` : "";
    this.note.textContent = (person.refuses ? "Đang chặn tin · " : "") + (person.note || person.phone || "Người dùng Zalo") + home;
    this.element.setAttribute("aria-label", `Điện thoại của ${person.name}`);
    if (this.choosing) return;
    this.banner.hidden = person.follower;
    if (!person.follower) {
      this.banner.replaceChildren("Chưa quan tâm trang này", make("button", {
        type: "button", class: "main", "data-testid": "follow", onclick: () => post("/sim/follow", { person: person.id }),
      }, "Quan tâm"));
    }
  }

  refreshGroup() {
    const group = this.world.groups.get(this.group);
    if (!group) return;
    this.title.textContent = group.name;
    this.note.textContent = group.open
      ? `${group.kind === "gmf" ? "Nhóm" : "Nhóm riêng"} · ${group.members.length} người` : "Nhóm đã bị khoá";
    this.element.setAttribute("aria-label", `Nhóm ${group.name}`);
    const chosen = this.select.value;
    this.select.replaceChildren(...group.members.map((id) => {
      const one = this.world.people.get(id);
      return make("option", { value: id }, one.note ? `${one.name} – ${one.note}` : one.name);
    }));
    if (group.members.includes(chosen)) this.select.value = chosen;
    else this.draw();
  }

  async load() {
    const answer = await get(`/sim/chat?key=${this.key}`);
    if (!answer) return;
    const known = new Set(answer.messages.map((one) => one.id));
    this.messages = [...answer.messages, ...this.messages.filter((one) => !known.has(one.id))];
    this.draw();
  }

  add(message) {
    if (this.messages.some((one) => one.id === message.id)) return;
    this.messages.push(message);
    this.draw();
  }

  tapped(messageId, button) {
    this.messages.find((one) => one.id === messageId)?.tapped.push(button);
    this.draw();
  }

  toNewest() {
    this.talk.scrollTop = this.talk.scrollHeight;
  }

  // The bubble that stands there already, as long as nothing about it has changed.
  bubbleOf(message, before) {
    const quoted = this.messages.some((one) => one.id === message.quote);
    const look = JSON.stringify([message, this.writer(), this.world.names.size, quoted]);
    const old = before.get(message.id);
    const node = old?.look === look ? old.node : bubble(message, this, this.world.names);
    this.drawn.set(message.id, { look, node });
    if (node !== old?.node) {
      for (const picture of node.querySelectorAll("img")) {
        picture.addEventListener("load", () => this.toNewest(), { once: true });
      }
    }
    return node;
  }

  draw() {
    const shown = this.messages.filter((one) => !one.hidden);
    const before = this.drawn;
    this.drawn = new Map();
    const nodes = [];
    let day = "";
    for (const message of shown) {
      if (dayOf(message.at) !== day) {
        day = dayOf(message.at);
        nodes.push(make("div", { class: "day" }, day));
      }
      nodes.push(this.bubbleOf(message, before));
    }
    if (!nodes.length) nodes.push(make("p", { class: "empty" }, "Chưa có tin nhắn nào."));
    settle(this.talk, nodes);
    this.toNewest();
  }
}
