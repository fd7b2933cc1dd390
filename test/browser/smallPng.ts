import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A screenshot with at most 256 colours, a third of its size: pages have few colours, and steps between them that nobody counts. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const palette = paletteOf(pixels);
  const indexOf = new Map(palette.map((pixel, index) => [pixel, index]));
  const rows = Buffer.alloc(height * (width + 1));
  pixels.forEach((pixel, place) => {
    let index = indexOf.get(pixel);
    if (index === undefined) {
      index = nearest(palette, pixel);
      indexOf.set(pixel, index);
    }
    rows[place + Math.floor(place / width) + 1] = index;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    part('IHDR', header),
    part('PLTE', Buffer.from(palette.flatMap((pixel) => [pixel >> 16, (pixel >> 8) & 255, pixel & 255]))),
    part('IDAT', deflateSync(rows, { level: 9 })),
    part('IEND', Buffer.alloc(0)),
  ]);
}

/** The commonest colour of each of the 256 commonest kinds; strong colours count more, since greys are many and alike. */
function paletteOf(pixels: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const kinds = new Map<number, { readonly pixel: number; weight: number }>();
  for (const [pixel, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    const channels = [pixel >> 16, (pixel >> 8) & 255, pixel & 255];
    const strength = Math.max(...channels) - Math.min(...channels);
    const kind = kinds.get(pixel & 0xfc_fc_fc) ?? { pixel, weight: 0 };
    kind.weight += count * (1 + strength / 16);
    kinds.set(pixel & 0xfc_fc_fc, kind);
  }
  const sorted = [...kinds.values()].sort((a, b) => b.weight - a.weight);
  return sorted.slice(0, 256).map(({ pixel }) => pixel);
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The pixels of a PNG as Chromium writes it: 8 bits, RGB or RGBA, not interlaced. */
function decode(png: Buffer): {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
} {
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const size = png[25] === 6 ? 4 : 3;
  const raw = inflateSync(Buffer.concat(data));
  const pixels = new Uint32Array(width * height);
  const line = width * size;
  let above = new Uint8Array(line);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)] ?? 0;
    const row = new Uint8Array(raw.subarray(y * (line + 1) + 1, (y + 1) * (line + 1)));
    for (let i = 0; i < line; i++) {
      const [left = 0, up = 0, corner = 0] =
        i < size ? [0, above[i]] : [row[i - size], above[i], above[i - size]];
      row[i] = row[i]! + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
    }
    for (let x = 0; x < width; x++) {
      pixels[y * width + x] = (row[x * size]! << 16) | (row[x * size + 1]! << 8) | row[x * size + 2]!;
    }
    above = row;
  }
  return { width, height, pixels };
}

/** The predictor of the fourth filter of PNG. */
function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function nearest(palette: readonly number[], pixel: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  palette.forEach((other, index) => {
    const distance = [16, 8, 0].reduce(
      (sum, shift) => sum + (((pixel >> shift) & 255) - ((other >> shift) & 255)) ** 2,
      0,
    );
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

function part(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
