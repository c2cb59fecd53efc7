/** Moving and zooming the drawing, by pointer, wheel, touch and command. */

const SMALLEST = 0.08;
const LARGEST = 3;
const DRAG = 5;

export class Viewport {
  constructor(stage, content) {
    this.stage = stage;
    this.content = content;
    this.view = { x: 0, y: 0, scale: 1 };
    this.pointers = new Map();
    this.dragged = false;
    this.listen();
  }

  get size() {
    return { width: this.stage.clientWidth, height: this.stage.clientHeight };
  }

  apply() {
    const { x, y, scale } = this.view;
    this.content.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    this.stage.classList.toggle("is-far", scale < 0.5);
  }

  /** Show a box as large as it goes. */
  fit(box, { most = 1.15, least = SMALLEST, margin = 24, smooth = true } = {}) {
    const { width, height } = this.size;
    if (!width || !height) return;
    const scale = clamp(
      Math.min((width - 2 * margin) / box.width, (height - 2 * margin) / box.height),
      least,
      most,
    );
    this.go(this.centered(box, scale), smooth);
  }

  /** Bring a box to the middle if it is out of sight or too small to read. */
  reveal(box, { readable, within }) {
    const { x, y, scale } = this.view;
    const { width, height } = this.size;
    const left = box.x * scale + x;
    const top = box.y * scale + y;
    const isInside =
      left >= 0 &&
      top >= 0 &&
      left + box.width * scale <= width &&
      top + box.height * scale <= height;
    if (isInside && scale >= readable) return;
    const target = this.centered(box, Math.max(scale, readable));
    // Without showing more emptiness beside the drawing than there has to be.
    target.x = pushed(target.x, within.x, within.width, width, target.scale);
    target.y = pushed(target.y, within.y, within.height, height, target.scale);
    this.go(target, true);
  }

  centered(box, scale) {
    const { width, height } = this.size;
    return {
      x: width / 2 - (box.x + box.width / 2) * scale,
      y: height / 2 - (box.y + box.height / 2) * scale,
      scale,
    };
  }

  zoom(factor, px = this.size.width / 2, py = this.size.height / 2) {
    cancelAnimationFrame(this.frame);
    const { x, y, scale } = this.view;
    const next = clamp(scale * factor, SMALLEST, LARGEST);
    const real = next / scale;
    this.view = { x: px - (px - x) * real, y: py - (py - y) * real, scale: next };
    this.apply();
  }

  pan(dx, dy) {
    cancelAnimationFrame(this.frame);
    this.view = { ...this.view, x: this.view.x + dx, y: this.view.y + dy };
    this.apply();
  }

  go(target, smooth) {
    cancelAnimationFrame(this.frame);
    if (!smooth || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.view = target;
      this.apply();
      return;
    }
    const start = this.view;
    const begin = performance.now();
    const step = (now) => {
      const part = Math.min(1, (now - begin) / 260);
      const eased = 1 - (1 - part) ** 3;
      this.view = {
        x: start.x + (target.x - start.x) * eased,
        y: start.y + (target.y - start.y) * eased,
        scale: start.scale + (target.scale - start.scale) * eased,
      };
      this.apply();
      if (part < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  listen() {
    const { stage } = this;
    stage.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const { left, top } = stage.getBoundingClientRect();
        const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
        const strength = event.ctrlKey ? 0.01 : 0.0016;
        this.zoom(
          Math.exp(-event.deltaY * lines * strength),
          event.clientX - left,
          event.clientY - top,
        );
      },
      { passive: false },
    );
    stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (this.pointers.size === 1) {
        this.dragged = false;
        this.start = { x: event.clientX, y: event.clientY };
      }
    });
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      stage.addEventListener(end, (event) => {
        this.pointers.delete(event.pointerId);
        stage.classList.remove("is-dragged");
      });
    }
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId);
    this.pointers.set(event.pointerId, now);
    if (others.length) {
      this.pinch(before, now, others[0][1]);
      return;
    }
    if (!this.dragged && Math.hypot(now.x - this.start.x, now.y - this.start.y) < DRAG) return;
    if (!this.dragged) {
      this.dragged = true;
      this.stage.setPointerCapture(event.pointerId);
      this.stage.classList.add("is-dragged");
      this.pan(now.x - this.start.x, now.y - this.start.y);
      return;
    }
    this.pan(now.x - before.x, now.y - before.y);
  }

  pinch(before, now, other) {
    this.dragged = true;
    const { left, top } = this.stage.getBoundingClientRect();
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(now.x - other.x, now.y - other.y);
    this.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    this.zoom(is / (was || is || 1), (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
  }
}

function pushed(offset, start, length, room, scale) {
  const margin = 24;
  if (length * scale + 2 * margin <= room) return room / 2 - (start + length / 2) * scale;
  return clamp(offset, room - margin - (start + length) * scale, margin - start * scale);
}

export function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}
