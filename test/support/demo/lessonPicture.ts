import type { Page } from 'playwright-core';

/** Of a longer view the beginning is enough to know it by; it fades out over the last part. */
const HIGHEST = 450;
const FADE = 60;
const GROUND_ROW = 10;
/** So many values of each colour are one: nobody sees it in words, lines and bars, and half of the bytes are gone. */
const SAME = 16;

/** A picture for a lesson, as lossless WebP of few colours: lessons are part of the package, which has to stay small. */
export async function lessonPicture(page: Page, png: Buffer): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ({ source, highest, fade, same, below }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const { naturalWidth: width, naturalHeight } = image;
      const height = Math.min(naturalHeight, highest);
      const canvas = new OffscreenCanvas(width, height);
      const drawing = canvas.getContext('2d');
      if (!drawing) throw new Error('There is nothing to draw on.');
      drawing.drawImage(image, 0, 0);
      const pixels = drawing.getImageData(0, 0, width, height);
      // Below the line that the view begins with.
      const start = 4 * width * below;
      const ground = pixels.data.slice(start, start + 3);
      for (const [at, value] of pixels.data.entries()) {
        const under = ground[at % 4];
        if (under === undefined) continue; // opacity
        const row = Math.floor(at / 4 / width);
        const left = height < naturalHeight ? Math.min(1, (height - row) / fade) : 1;
        pixels.data[at] = Math.round((under + (value - under) * left) / same) * same;
      }
      drawing.putImageData(pixels, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 1 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    {
      source: `data:image/png;base64,${png.toString('base64')}`,
      ...{ highest: HIGHEST, fade: FADE, same: SAME, below: GROUND_ROW },
    },
  );
  return Buffer.from(base64, 'base64');
}
