import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { drawImage } from '../map/images.ts';
import type { Theme } from '../map/palette.ts';
import { theme } from '../state/state.ts';

/** A sign of the map, drawn by the same code, for legends and lists: `<Sign id="marker|missing" />`. */
export function Sign({ id, as = theme.value }: { id: string; as?: Theme }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const full = `${id}|${as}`;
  useEffect(() => {
    const image = drawImage(full);
    if (!image || !canvas.current) return;
    canvas.current.width = image.width;
    canvas.current.height = image.height;
    canvas.current.getContext('2d')!.putImageData(image, 0, 0);
    canvas.current.style.width = `${image.width / 2}px`;
  }, [full]);
  return <canvas class="sign" ref={canvas} width={0} height={0} aria-hidden="true" />;
}

const urls = new Map<string, string>();

/** The same sign as the address of an image, with its theme: `marker|missing|dark`. */
export function signUrl(id: string): string {
  const known = urls.get(id);
  if (known !== undefined) return known;
  const image = drawImage(id);
  if (!image) return '';
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  const url = canvas.toDataURL();
  urls.set(id, url);
  return url;
}
