import type { VNode } from 'preact';
import { mk } from '../i18n/markers.ts';

const SECRECY = ['公开', '内部', '秘密', '机密', '绝密'] as const;
type Secrecy = (typeof SECRECY)[number];

interface ReferenceObject {
  name: string;
  bearing: number | null;
  distanceM: number | null;
}

export interface Described {
  material: string | null;
  sides: string[];
  managing: string | null;
  referenceObjects: ReferenceObject[];
  description: string | null;
  smart: boolean | null;
  public: boolean;
  secrecy: Secrecy;
}

const codesIn = (text: string): string[] => text.split(/[\s,，、]+/).filter((code) => code !== '');
const numberOf = (text: string | undefined): number | null => (text === undefined || text === '' || !Number.isFinite(Number(text)) ? null : Number(text)); // prettier-ignore

const lineOf = ({ name, bearing, distanceM }: ReferenceObject): string => [name, bearing ?? '', distanceM ?? ''].join(', ').replace(/(, )+$/, ''); // prettier-ignore
const objectsIn = (text: string): ReferenceObject[] =>
  text.split('\n').map((line) => line.split(/[,，]/).map((part) => part.trim())).filter(([name]) => name !== undefined && name !== '')
    .map(([name, bearing, distance]) => ({ name: name!, bearing: numberOf(bearing), distanceM: numberOf(distance) })); // prettier-ignore

/** What the fields below hold. */
export function describedBy(value: (name: string) => string): Described {
  const smart = value('smart');
  return {
    material: value('material').trim() || null,
    sides: codesIn(value('sides')),
    managing: value('managing').trim() || null,
    referenceObjects: objectsIn(value('referenceObjects')),
    description: value('description').trim() || null,
    smart: smart === '' ? null : smart === 'yes',
    public: value('public') === 'yes',
    secrecy: value('secrecy') as Secrecy,
  };
}

/** Fields that the register keeps of every marker, in the forms of a new one and of one that is edited. */
export function DescribedFields({ present }: { present: Described }): VNode {
  return (
    <>
      <label class="question">
        <span>{mk('edit.sides')}</span>
        <input name="sides" required pattern="[0-9 ,，、]+" defaultValue={present.sides.join(' ')} />
      </label>
      <label class="question">
        <span>{mk('edit.managing')}</span>
        <input name="managing" inputMode="numeric" maxLength={9} defaultValue={present.managing ?? ''} />
      </label>
      <label class="question">
        <span>{mk('edit.material')}</span>
        <input name="material" maxLength={60} defaultValue={present.material ?? ''} />
      </label>
      <label class="question">
        <span>{mk('edit.objects')}</span>
        <textarea name="referenceObjects" rows={3} defaultValue={present.referenceObjects.map(lineOf).join('\n')} />
      </label>
      <label class="question">
        <span>{mk('edit.description')}</span>
        <textarea name="description" rows={2} maxLength={2000} defaultValue={present.description ?? ''} />
      </label>
      <div class="pairs">
        <label>
          <span>{mk('edit.smart')}</span>
          <select name="smart">
            <option value="" selected={present.smart === null}>{mk('edit.unknown')}</option>
            <option value="yes" selected={present.smart === true}>{mk('record.smart.yes')}</option>
            <option value="no" selected={present.smart === false}>{mk('record.smart.no')}</option>
          </select>
        </label>
        <label>
          <span>{mk('edit.public')}</span>
          <select name="public">
            <option value="no" selected={!present.public}>{mk('record.smart.no')}</option>
            <option value="yes" selected={present.public}>{mk('record.smart.yes')}</option>
          </select>
        </label>
        <label>
          <span>{mk('edit.secrecy')}</span>
          <select name="secrecy">
            {SECRECY.map((one) => (
              <option key={one} value={one} selected={one === present.secrecy}>{one}</option>
            ))}
          </select>
        </label>
      </div>
    </>
  );
} // prettier-ignore
