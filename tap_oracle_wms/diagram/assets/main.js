/** What is shown, and what leads from one thing to the next. The address tells all. */

import { MapView } from "./map.js";
import { Model } from "./model.js";
import { NearView } from "./near.js";
import { Panel } from "./panel.js";
import { Search } from "./search.js";
import { addressOf, count, html } from "./svg.js";
import { Viewport } from "./viewport.js";

const MOST_HOPS = 3;
const GLANCE = 80;
const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    this.model = new Model(JSON.parse(byId("data").textContent));
    this.map = new MapView(this.model);
    this.near = new NearView(this.model);
    this.panel = new Panel(this.model, byId("panel"));
    this.viewport = new Viewport(byId("stage"), byId("content"));
    this.entity = null;
    this.hops = 0;
    this.focus = null;
    this.open = this.openAtFirst();
    this.search = new Search(this.model, {
      input: byId("query"),
      list: byId("results"),
      onPick: (entity, field) => this.found(entity, field),
    });
    this.buildBar();
    this.listen();
    this.map.draw(this.open);
    this.read({ first: true });
  }

  /** What was asked for by name is in sight, and so is all there is if it is folded. */
  openAtFirst() {
    const { areas, named } = this.model;
    const wanted = named.map((name) => this.model.get(name).area);
    if (areas.every((area) => area.foldable)) wanted.push(...areas.map((area) => area.id));
    return new Set(wanted);
  }

  get view() {
    return this.hops ? this.near : this.map;
  }

  // What is shown

  /** Show what the address says: `#entity`, `#entity/hops`, or nothing for the map. */
  read({ first = false } = {}) {
    let [name, hops] = this.address();
    if (first && !name && this.model.named.length === 1) [name, hops] = [this.model.named[0], "1"];
    this.entity = this.model.get(name) ?? null;
    this.hops = this.entity ? Math.min(MOST_HOPS, Math.max(0, Number.parseInt(hops, 10) || 0)) : 0;
    this.show(first);
  }

  /** The name and the number of steps that the address holds. */
  address() {
    const text = location.hash.slice(1);
    const end = text.lastIndexOf("/");
    const [name, hops] = end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 1)];
    try {
      return [decodeURIComponent(name), hops];
    } catch {
      return ["", ""];
    }
  }

  show(first = false) {
    const { entity } = this;
    const hadFocus = byId("stage").contains(document.activeElement);
    const layer = this.view.root;
    const isNew = byId("content").firstChild !== layer;
    if (isNew) byId("content").replaceChildren(layer);
    if (this.hops) this.drawNear();
    else this.showMap(isNew, first);
    this.panel.show(entity, this.hops);
    this.focusOn(entity?.name ?? this.focus, { quietly: !hadFocus });
    this.sayWhereWeAre();
  }

  showMap(isNew, first) {
    const { entity, map, viewport } = this;
    this.openFor(entity);
    map.mark(entity);
    if (isNew || !entity) viewport.fit(map.bounds, { smooth: !first && !isNew });
    if (entity) viewport.reveal(map.box(entity), { readable: 0.42, within: map.bounds });
  }

  drawNear() {
    const { entity, hops } = this;
    const isHidden = (other) => other.area === "lookups" && !this.open.has("lookups");
    const others = this.near.draw(entity, hops, (other) => !isHidden(other), this.viewport.size);
    this.viewport.fit(this.near.bounds, { smooth: false, least: 0.3 });
    const hidden = new Set(
      [...entity.out.map((e) => e.to), ...entity.in.map((e) => e.from)].filter(isHidden),
    );
    const parts = [`${count(others, "neighbour")} within ${count(hops, "step")}`];
    if (hidden.size) parts.push(`${count(hidden.size, "lookup table")} hidden (l shows them)`);
    byId("caption").textContent = parts.join(", ");
  }

  openFor(entity) {
    if (!entity || this.map.cards.has(entity.name)) return;
    this.open.add(entity.area);
    this.map.draw(this.open);
  }

  sayWhereWeAre() {
    const { entity, hops, model } = this;
    const words = entity
      ? `${entity.name}${hops ? `, neighbourhood of ${count(hops, "step")}` : ""}`
      : "Map of all entities";
    document.title = entity ? `${entity.name} - ${model.title}` : model.title;
    byId("said").textContent = words;
    byId("caption").hidden = !hops;
    for (const button of byId("views").children) {
      const own = Number(button.dataset.hops);
      button.setAttribute("aria-pressed", String(own === hops));
      button.disabled = own > 0 && !entity;
    }
    byId("lookups").setAttribute("aria-pressed", String(this.open.has("lookups")));
  }

  // Where to go

  go(name, hops = this.hops) {
    const hash = addressOf(name, hops);
    // Not by `location.hash`, which tells of itself only later.
    if (location.hash.slice(1) !== hash.slice(1)) history.pushState(null, "", hash);
    this.read();
  }

  found(entity, field) {
    this.go(entity.name);
    if (!field) {
      this.focusOn(entity.name);
      return;
    }
    const row = byId("panel").querySelector(`[data-field="${CSS.escape(field.name)}"]`);
    row?.classList.add("is-found");
    row?.scrollIntoView({ block: "center" });
  }

  choose(name) {
    // The chosen one once more: nearer, or back.
    if (this.entity?.name === name) this.go(name, this.hops ? 0 : 1);
    else this.go(name);
  }

  fold(area) {
    const anchor = this.viewport.view;
    if (!this.open.delete(area)) this.open.add(area);
    this.map.draw(this.open);
    if (this.hops) this.drawNear();
    else this.map.mark(this.entity);
    if (!this.hops && !this.entity) this.viewport.fit(this.map.bounds);
    else if (!this.hops) this.viewport.go(anchor, false);
    this.focusOn(this.focus, { quietly: true });
    this.sayWhereWeAre();
  }

  back() {
    if (this.hops) this.go(this.entity.name, 0);
    else this.go("");
  }

  // The bar, and what one does

  buildBar() {
    byId("home").textContent = this.model.title;
    const names = ["Map", "1 step", "2 steps", "3 steps"];
    for (const [hops, name] of names.entries()) {
      const title = hops ? `Neighbourhood of ${count(hops, "step")} (${hops})` : "The map (m)";
      byId("views").append(html("button", { type: "button", "data-hops": hops, title }, name));
    }
    byId("lookups").title = "Show or hide lookup tables (l)";
  }

  listen() {
    window.addEventListener("hashchange", () => this.read());
    window.addEventListener("resize", () => this.viewport.apply());
    byId("views").addEventListener("click", (event) => {
      const button = event.target.closest("[data-hops]");
      if (button && this.entity) this.go(this.entity.name, Number(button.dataset.hops));
      else if (button) this.go("");
    });
    byId("lookups").addEventListener("click", () => this.fold("lookups"));
    byId("smaller").addEventListener("click", () => this.viewport.zoom(1 / 1.3));
    byId("larger").addEventListener("click", () => this.viewport.zoom(1.3));
    byId("fit").addEventListener("click", () => this.viewport.fit(this.view.bounds));
    byId("theme").addEventListener("click", () => this.switchTheme());
    byId("panel").addEventListener("click", (event) => this.panelClick(event));
    this.listenToStage();
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("beforeprint", () => this.beforePrint());
    window.addEventListener("afterprint", () => this.afterPrint());
  }

  listenToStage() {
    const stage = byId("stage");
    stage.addEventListener("click", (event) => {
      if (this.viewport.dragged) return;
      const card = event.target.closest("[data-entity]");
      const area = event.target.closest("[data-fold]");
      if (card) this.choose(card.dataset.entity);
      else if (area) this.fold(area.dataset.fold);
      else if (!this.hops && this.entity) this.go("");
    });
    stage.addEventListener("pointerover", (event) => {
      const card = event.target.closest(".card");
      this.glanceSoon(card ? this.model.get(card.dataset.entity) : null);
    });
    stage.addEventListener("pointerleave", () => this.glanceSoon(null));
    stage.addEventListener("focusin", (event) => {
      const card = event.target.closest("[data-entity]");
      if (card) this.focus = card.dataset.entity;
    });
  }

  /** Not at once: a pointer that only passes by shall not make the map flicker. */
  glanceSoon(entity) {
    clearTimeout(this.glancing);
    this.glancing = setTimeout(() => this.glance(entity), GLANCE);
  }

  /** What the pointer is over; null for nothing. What was chosen stays marked. */
  glance(entity) {
    if (this.hops) this.near.mark(entity === this.entity ? null : entity);
    else if (!this.entity) this.map.mark(entity);
  }

  panelClick(event) {
    const area = event.target.closest("[data-zoom]");
    const link = event.target.closest("[data-go]");
    if (area) {
      const id = area.dataset.zoom;
      if (!this.map.panelBoxes.has(id)) return;
      if (!this.map.isOpen(this.model.area(id))) this.fold(id);
      this.viewport.fit(this.map.panelBoxes.get(id));
    } else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.go(link.dataset.go);
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target.matches("input")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    const isScrolling = event.key.startsWith("Arrow") && byId("panel").contains(target);
    const does = this.cardKey(event) ?? (isScrolling ? null : this.commands()[event.key]);
    if (!does) return;
    does();
    event.preventDefault();
  }

  /** What a key does to the card that has the focus. */
  cardKey(event) {
    const card = event.target.closest("[data-entity], [data-fold]");
    if (!card || (event.key !== "Enter" && event.key !== " ")) return null;
    const { fold, entity } = card.dataset;
    return fold ? () => this.fold(fold) : () => this.choose(entity);
  }

  commands() {
    const near = (hops) => () => {
      const name = this.entity?.name ?? this.focus;
      if (name) this.go(name, hops);
    };
    return {
      "/": () => byId("query").focus(),
      "+": () => this.viewport.zoom(1.3),
      "=": () => this.viewport.zoom(1.3),
      "-": () => this.viewport.zoom(1 / 1.3),
      0: () => this.viewport.fit(this.view.bounds),
      1: near(1),
      2: near(2),
      3: near(3),
      m: () => (this.hops ? this.go(this.entity.name, 0) : this.go("")),
      l: () => this.fold("lookups"),
      Escape: () => this.back(),
      ArrowLeft: () => this.step(-1, 0),
      ArrowRight: () => this.step(1, 0),
      ArrowUp: () => this.step(0, -1),
      ArrowDown: () => this.step(0, 1),
    };
  }

  /** Move the focus to the nearest card in a direction. */
  step(dx, dy) {
    const here =
      this.focus && this.view.cards.has(this.focus) ? this.view.box({ name: this.focus }) : null;
    if (!here) {
      this.focusOn(this.view.cards.keys().next().value);
      return;
    }
    let best = null;
    for (const name of this.view.cards.keys()) {
      const there = this.view.box({ name });
      const x = there.x + there.width / 2 - here.x - here.width / 2;
      const y = there.y + there.height / 2 - here.y - here.height / 2;
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy) + Math.abs(y * dx);
      const isThere = dx ? along > here.width / 4 : along > 4;
      const distance = along + 3 * across;
      if (isThere && (!best || distance < best.distance)) best = { name, distance };
    }
    if (best) this.focusOn(best.name);
  }

  focusOn(name, { quietly = false } = {}) {
    for (const card of this.view.cards.values()) card.setAttribute("tabindex", -1);
    const card = this.view.cards.get(name) ?? this.view.cards.values().next().value;
    if (!card) return;
    this.focus = card.dataset.entity;
    card.setAttribute("tabindex", 0);
    if (quietly) return;
    card.focus({ preventScroll: true });
    this.viewport.reveal(this.view.box({ name: this.focus }), {
      readable: 0.3,
      within: this.view.bounds,
    });
  }

  switchTheme() {
    const root = document.documentElement;
    const isDark = getComputedStyle(root).getPropertyValue("--is-dark").trim() === "1";
    root.dataset.theme = isDark ? "light" : "dark";
  }

  // Paper

  beforePrint() {
    const { x, y, width, height } = this.view.bounds;
    byId("stage").setAttribute("viewBox", `${x - 8} ${y - 8} ${width + 16} ${height + 16}`);
    byId("content").removeAttribute("transform");
  }

  afterPrint() {
    byId("stage").removeAttribute("viewBox");
    this.viewport.apply();
  }
}

new App();
