import type { VNode } from 'preact';
import { ed } from '../i18n/edits.ts';
import { t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import { editing, setField } from '../state/edit.ts';
import { useAnswer } from '../ui/asked.ts';

/** Where a facility without coordinates may be: places of its banner whose names stand in its address. */
export function AddressCandidates({ set }: { set: (point: [number, number]) => void }): VNode | null {
  const { county, township, address } = editing.value!.values as { county: string; township: string | null; address: string | null };
  const division = township ?? county;
  const asked = division !== '' && (address ?? '').trim().length > 1 ? { division: division.slice(0, 6), address: address! } : null;
  const { answer } = useAnswer('listAddressCandidates', asked);
  if (asked === null || answer === null) return null;
  if (answer.items.length === 0) return <p class="muted">{ed('candidates.none')}</p>;
  const choose = (point: [number, number]): void => {
    set(point);
    setField('position', 'approximate');
    fly({ bbox: null, point });
  };
  return (
    <div class="candidates" role="group" aria-label={ed('candidates.title')}>
      <p class="muted"><b>{ed('candidates.title')}</b> {ed('candidates.hint')}</p>
      <p class="actions">
        {answer.items.map(({ id, name, class: kind, point }) => (
          <button key={id} type="button" data-candidate={id} aria-label={`${name} ${kind} ${t('link.zoom')}`} onClick={() => choose(point)}>
            {name} <small>{kind}</small>
          </button>
        ))}
      </p>
    </div>
  );
} // prettier-ignore
