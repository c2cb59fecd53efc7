/** The search box: a list of matches as one types. */

import { html } from "./svg.js";

export class Search {
  constructor(model, { input, list, onPick }) {
    this.model = model;
    this.input = input;
    this.list = list;
    this.onPick = onPick;
    this.found = [];
    this.active = -1;
    input.addEventListener("input", () => this.update());
    input.addEventListener("focus", () => this.update());
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.key(event));
    // Before the input loses its focus, which closes the list.
    list.addEventListener("pointerdown", (event) => {
      const item = event.target.closest("[data-index]");
      event.preventDefault();
      if (item) this.pick(Number(item.dataset.index));
    });
  }

  update() {
    this.found = this.model.search(this.input.value);
    const query = this.input.value.trim();
    const items = this.found.map(({ entity, field }, index) =>
      html(
        "li",
        { id: `match-${index}`, role: "option", "data-index": index, "data-area": entity.area },
        html("span", { class: "dot" }),
        html(
          "span",
          { class: "name" },
          field ? `${entity.name}.` : entity.name,
          ...(field ? [html("b", {}, field.name)] : []),
        ),
        html("span", { class: "what" }, field ? field.type : this.model.area(entity.area).title),
      ),
    );
    if (query && !items.length) {
      items.push(
        html(
          "li",
          { class: "none", role: "option", "aria-disabled": "true" },
          "Nothing of that name",
        ),
      );
    }
    this.list.replaceChildren(...items);
    this.list.hidden = !query;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.activate(this.found.length ? 0 : -1);
  }

  activate(index) {
    this.active = index;
    for (const item of this.list.children) item.setAttribute("aria-selected", "false");
    const item = this.list.children[index];
    if (!item || index < 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  key(event) {
    const last = this.found.length - 1;
    if (event.key === "ArrowDown") this.activate(Math.min(last, this.active + 1));
    else if (event.key === "ArrowUp") this.activate(Math.max(0, this.active - 1));
    else if (event.key === "Enter") this.pick(this.active);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.input.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pick(index) {
    const match = this.found[index];
    if (!match) return;
    this.input.value = "";
    this.input.blur();
    this.onPick(match.entity, match.field);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
