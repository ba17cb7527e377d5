// The radiograph on a canvas: window and level, zoom, move, invert, masks as fills or outlines, probability on demand.
import { sentence } from "./site.js";

const TINTS = [[255, 176, 0], [100, 143, 255], [230, 82, 154], [157, 134, 255], [254, 122, 42], [0, 190, 160]];

async function bytes(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(await sentence(answer));
  return { buffer: await answer.arrayBuffer(), headers: answer.headers };
}

/** Masks travel as the database keeps them: one bit a pixel, deflated. */
export async function readMask(url, pixels) {
  const { buffer } = await bytes(url);
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const bits = new Uint8Array(await new Response(stream).arrayBuffer());
  const mask = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++) mask[i] = (bits[i >> 3] >> (i & 7)) & 1;
  return mask;
}

export class Viewer {
  constructor(element) {
    this.element = element;
    this.case = element.dataset.case;
    [this.rows, this.columns] = [Number(element.dataset.rows), Number(element.dataset.columns)];
    this.canvas = element.querySelector("canvas");
    this.note = element.querySelector("#viewer-note");
    this.output = element.querySelector("#window");
    this.overlays = new Map();
    Object.assign(this, { centre: 0.5, width: 1, scale: 1, x: 0, y: 0, inverted: false, outlined: false, shown: true, opacity: 0.35, probability: null, fitted: true });
    new ResizeObserver(() => this.resize()).observe(this.canvas);
  }

  async load() {
    const { buffer, headers } = await bytes(`/api/cases/${this.case}/image`);
    const bits = Number(headers.get("X-Bits"));
    this.pixels = bits === 8 ? new Uint8Array(buffer) : new Uint16Array(buffer);
    this.most = 2 ** bits - 1;
    this.film = new OffscreenCanvas(this.columns, this.rows);
    this.expose();
    this.say("");
    this.fit();
  }

  say(text) { this.note.textContent = text; }

  /** The film under the present window: brightness by a table, so that dragging stays smooth on large images. */
  expose() {
    const table = new Uint8ClampedArray(this.most + 1);
    const [low, span] = [this.centre - this.width / 2, Math.max(this.width, 1 / this.most)];
    for (let v = 0; v <= this.most; v++) {
      const shade = 255 * (v / this.most - low) / span;
      table[v] = this.inverted ? 255 - shade : shade;
    }
    this.image ??= new ImageData(this.columns, this.rows);
    const target = new Uint32Array(this.image.data.buffer);
    for (let i = 0; i < this.pixels.length; i++) {
      const shade = table[this.pixels[i]];
      target[i] = 0xff000000 | shade << 16 | shade << 8 | shade;
    }
    this.film.getContext("2d").putImageData(this.image, 0, 0);
    this.output.textContent = `C ${Math.round(this.centre * 100)} %  W ${Math.round(this.width * 100)} %  ${Math.round(this.scale * 100)} %`;
    this.draw();
  }

  setMask(number, mask, tint) {
    const colour = TINTS[(tint ?? number) - 1];
    const overlay = this.overlays.get(number) ?? { on: true };
    Object.assign(overlay, { mask, colour, fill: this.#fill(mask, colour), edge: this.#edge(mask) });
    this.overlays.set(number, overlay);
    this.draw();
  }

  removeMask(number) {
    if (this.overlays.delete(number)) this.draw();
  }

  #fill(mask, [r, g, b]) {
    const picture = new ImageData(this.columns, this.rows);
    const colour = 0xff000000 | b << 16 | g << 8 | r;
    const target = new Uint32Array(picture.data.buffer);
    for (let i = 0; i < mask.length; i++) if (mask[i]) target[i] = colour;
    const layer = new OffscreenCanvas(this.columns, this.rows);
    layer.getContext("2d").putImageData(picture, 0, 0);
    return layer;
  }

  /** The border of a mask along the borders of its pixels, so that it is exact at any zoom. */
  #edge(mask) {
    const [path, w, h] = [new Path2D(), this.columns, this.rows];
    const inside = (x, y) => x >= 0 && y >= 0 && x < w && y < h && mask[y * w + x];
    for (let y = 0; y <= h; y++)
      for (let x = 0, from = -1; x <= w; x++) {
        const border = x < w && !inside(x, y) !== !inside(x, y - 1);
        if (border && from < 0) from = x;
        if (!border && from >= 0) { path.moveTo(from, y); path.lineTo(x, y); from = -1; }
      }
    for (let x = 0; x <= w; x++)
      for (let y = 0, from = -1; y <= h; y++) {
        const border = y < h && !inside(x, y) !== !inside(x - 1, y);
        if (border && from < 0) from = y;
        if (!border && from >= 0) { path.moveTo(x, from); path.lineTo(x, y); from = -1; }
      }
    return path;
  }

  /** How sure the network is, as a colour from blue (little) over green to yellow (certain). */
  async showProbability(number) {
    if (number === null) { this.probability = null; return this.draw(); }
    const { buffer } = await bytes(`/api/cases/${this.case}/segments/${number}/probability`);
    const map = new Uint8Array(buffer);
    const picture = new ImageData(this.columns, this.rows);
    for (let i = 0; i < map.length; i++) {
      const p = map[i] / 255;
      picture.data.set([255 * Math.min(1, Math.max(0, 2.2 * p - 0.9)), 255 * Math.min(1, 0.15 + 0.85 * p), 255 * Math.max(0, 0.75 - p), p < 0.02 ? 0 : 70 + 150 * p], 4 * i);
    }
    this.probability = new OffscreenCanvas(this.columns, this.rows);
    this.probability.getContext("2d").putImageData(picture, 0, 0);
    this.draw();
  }

  draw() {
    this.frame ??= requestAnimationFrame(() => { this.frame = null; this.paint(); });
  }

  paint() {
    if (!this.film) return;
    const [context, ratio] = [this.canvas.getContext("2d"), devicePixelRatio];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#000";
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(ratio * this.scale, 0, 0, ratio * this.scale, ratio * this.x, ratio * this.y);
    context.imageSmoothingEnabled = this.scale < 3;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.film, 0, 0);
    if (this.probability) context.drawImage(this.probability, 0, 0);
    if (this.shown) for (const overlay of this.overlays.values()) if (overlay.on) this.#paintOverlay(context, overlay);
    this.after?.(context);
    this.canvas.dataset.painted = Number(this.canvas.dataset.painted ?? 0) + 1;
  }

  #paintOverlay(context, { fill, edge, colour, lit }) {
    if (!this.outlined) {
      context.globalAlpha = lit ? Math.min(1, this.opacity + 0.25) : this.opacity;
      context.drawImage(fill, 0, 0);
      context.globalAlpha = 1;
    }
    context.lineWidth = (lit ? 3 : 1.6) / this.scale;
    context.lineCap = "square";
    context.strokeStyle = `rgb(${colour})`;
    context.stroke(edge);
  }

  resize() {
    const box = this.canvas.getBoundingClientRect();
    [this.canvas.width, this.canvas.height] = [Math.round(box.width * devicePixelRatio), Math.round(box.height * devicePixelRatio)];
    if (this.fitted) this.fit();
    // A canvas that changes its size is empty: painted at once, it does not flicker.
    this.paint();
  }

  fit() {
    const box = this.canvas.getBoundingClientRect();
    this.scale = Math.min(box.width / this.columns, box.height / this.rows);
    [this.x, this.y, this.fitted] = [(box.width - this.scale * this.columns) / 2, (box.height - this.scale * this.rows) / 2, true];
    if (this.film) this.expose();
  }

  reset() {
    Object.assign(this, { centre: 0.5, width: 1 });
    this.fit();
  }

  zoom(factor, clientX, clientY) {
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = clientX === undefined ? [box.width / 2, box.height / 2] : [clientX - box.left, clientY - box.top];
    const scale = Math.min(40, Math.max(0.05, this.scale * factor));
    [this.x, this.y] = [px - (px - this.x) * scale / this.scale, py - (py - this.y) * scale / this.scale];
    [this.scale, this.fitted] = [scale, false];
    this.expose();
  }

  move(dx, dy) {
    [this.x, this.y, this.fitted] = [this.x + dx, this.y + dy, false];
    this.draw();
  }

  window(dx, dy) {
    this.width = Math.min(4, Math.max(0.02, this.width + dx / 400));
    this.centre = Math.min(1.5, Math.max(-0.5, this.centre + dy / 400));
    this.expose();
  }

  /** The image's pixel under a place of the window. */
  pixelAt(clientX, clientY) {
    const box = this.canvas.getBoundingClientRect();
    return [(clientX - box.left - this.x) / this.scale, (clientY - box.top - this.y) / this.scale];
  }
}
