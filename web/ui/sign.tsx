import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { drawImage } from '../map/images.ts';
import { theme } from '../state/state.ts';

/** A sign of the map, drawn by the same code, for legends and lists: `<Sign id="marker|missing" />`. */
export function Sign({ id }: { id: string }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const full = `${id}|${theme.value}`;
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
