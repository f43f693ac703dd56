import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { bytesText } from '../field/open.ts';
import { shrink } from '../field/photo.ts';
import { addPhoto, removePhoto, setPhase } from '../field/record.ts';
import type { Kept, Photo } from '../field/store.ts';
import { out } from '../i18n/field.ts';

/** Pictures of a record: from the camera or from the files, made smaller before they are kept. */
export function Photos({ record, photos, phased }: { record: Kept; photos: readonly Photo[]; phased: boolean }): VNode {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const add = async (input: HTMLInputElement): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      let n = photos.length;
      for (const file of input.files ?? []) await addPhoto(record, `${record.title}-${(n += 1)}.jpg`, await shrink(file));
    } catch (error) {
      setProblem((error as Error).message);
    }
    input.value = '';
    setBusy(false);
  };
  const source = (name: string, text: string, camera: boolean): VNode => (
    <label class="field-file">
      <input type="file" accept="image/*" disabled={busy} data-field={name} {...(camera ? { capture: 'environment' } : { multiple: true })} onChange={(event) => void add(event.currentTarget)} />
      <span>{text}</span>
    </label>
  );
  return (
    <section aria-labelledby="field-photos" aria-busy={busy}>
      <h3 id="field-photos">{out('form.photos')}</h3>
      <ul class="plain field-photos">
        {photos.map((photo) => (
          <li key={photo.uuid} data-photo={photo.uuid}>
            <Picture photo={photo} />
            <small>{bytesText(photo.bytes)}</small>
            {phased && (
              <select aria-label={`${out('photo.phase')}: ${photo.name}`} onChange={(event) => void setPhase(photo, (event.currentTarget.value || null) as Photo['phase'])}>
                {(['', 'before', 'after'] as const).map((phase) => (
                  <option key={phase} value={phase} selected={(photo.phase ?? '') === phase}>
                    {out(`photo.phase.${phase === '' ? 'none' : phase}`)}
                  </option>
                ))}
              </select>
            )}
            <button type="button" aria-label={out('photo.remove', { name: photo.name })} onClick={() => void removePhoto(photo)}>
              ×
            </button>
          </li>
        ))}
      </ul>
      {problem && (
        <p class="note problem" role="alert">
          {out('photo.failed', { why: problem })}
        </p>
      )}
      <p class="field-actions">
        {source('camera', out('photo.take'), true)}
        {source('files', out('photo.choose'), false)}
      </p>
    </section>
  );
} // prettier-ignore

export function Picture({ photo }: { photo: Photo }): VNode | null {
  const [address, setAddress] = useState('');
  useEffect(() => {
    if (photo.data === null) return;
    const made = URL.createObjectURL(new Blob([photo.data], { type: 'image/jpeg' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [photo.uuid, photo.data === null]);
  return address === '' ? <span>{photo.name}</span> : <img src={address} alt={photo.name} />;
}
