// Brush and eraser on one segment's mask, at the image's own pixels, with undo.

export class Drawing {
  constructor(viewer, number, tint) {
    Object.assign(this, { viewer, number, tint, erase: false, radius: 12, strokes: [], undone: [], last: null, cursor: null });
    this.original = viewer.overlays.get(number)?.mask ?? new Uint8Array(viewer.rows * viewer.columns);
    this.mask = this.original.slice();
    viewer.brush = this;
    viewer.after = context => this.paintCursor(context);
    viewer.canvas.classList.add("drawing");
    this.show();
  }

  size(value) {
    this.radius = Math.max(0.5, value / 2);
    this.viewer.draw();
  }

  begin(event) {
    if (event.button !== 0 || event.shiftKey) return false;
    this.viewer.canvas.setPointerCapture(event.pointerId);
    this.before = this.mask.slice();
    this.last = this.viewer.pixelAt(event.clientX, event.clientY);
    this.dab(...this.last);
    this.show();
    return true;
  }

  move(event) {
    const at = this.viewer.pixelAt(event.clientX, event.clientY);
    this.cursor = at;
    if (!this.last) { this.viewer.draw(); return false; }
    const steps = Math.max(1, Math.ceil(Math.hypot(at[0] - this.last[0], at[1] - this.last[1]) / Math.max(1, this.radius / 3)));
    for (let i = 1; i <= steps; i++) this.dab(this.last[0] + (at[0] - this.last[0]) * i / steps, this.last[1] + (at[1] - this.last[1]) * i / steps);
    this.last = at;
    this.show();
    return true;
  }

  end() {
    if (this.last) {
      this.strokes.push(this.before);
      if (this.strokes.length > 50) this.strokes.shift();
      this.undone = [];
      this.last = null;
      return;
    }
    if (arguments.length) return;
    this.viewer.brush = null;
    this.viewer.after = null;
    this.viewer.canvas.classList.remove("drawing");
    this.viewer.draw();
  }

  dab(x, y) {
    const { rows, columns } = this.viewer;
    const r = this.radius;
    for (let row = Math.max(0, Math.floor(y - r)); row <= Math.min(rows - 1, Math.ceil(y + r)); row++)
      for (let column = Math.max(0, Math.floor(x - r)); column <= Math.min(columns - 1, Math.ceil(x + r)); column++)
        if ((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2 <= r * r) this.mask[row * columns + column] = this.erase ? 0 : 1;
  }

  undo() { this.#exchange(this.strokes, this.undone); }

  redo() { this.#exchange(this.undone, this.strokes); }

  #exchange(from, to) {
    if (from.length === 0) return;
    to.push(this.mask);
    this.mask = from.pop();
    this.show();
  }

  restore() {
    this.mask = this.original;
    this.show();
  }

  show() {
    this.due ??= requestAnimationFrame(() => { this.due = null; this.viewer.setMask(this.number, this.mask, this.tint); });
  }

  /** One bit a pixel, lowest bit first, in base64. */
  packed() {
    const bits = new Uint8Array((this.mask.length + 7) >> 3);
    for (let i = 0; i < this.mask.length; i++) if (this.mask[i]) bits[i >> 3] |= 1 << (i & 7);
    let text = "";
    for (let i = 0; i < bits.length; i += 0x8000) text += String.fromCharCode(...bits.subarray(i, i + 0x8000));
    return btoa(text);
  }

  paintCursor(context) {
    if (!this.cursor) return;
    context.lineWidth = 1.5 / this.viewer.scale;
    context.strokeStyle = this.erase ? "#ff8f8f" : "#ffffff";
    context.beginPath();
    context.arc(...this.cursor, this.radius, 0, 2 * Math.PI);
    context.stroke();
  }
}
