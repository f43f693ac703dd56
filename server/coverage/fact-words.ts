import type { FactType } from '../api/unit-facts.ts';
import { plainText } from '../imports/kinds/cell-values.ts';
import { zoneNames } from './duty.ts';

/** What a planner's file says for what is stored: the first word is the one that files are written with. */
const words: Readonly<Partial<Record<FactType, Readonly<Record<string, readonly string[]>>>>> = {
  zone: {
    cremation: [zoneNames.cremation, '火葬'],
    burial_reform: [zoneNames.burial_reform, '土葬改革', '土葬'],
    mixed: ['混合', zoneNames.mixed, '部分火葬', '部分火葬区'],
    unknown: ['不详', '未知', zoneNames.unknown],
  },
  person: {
    designated: ['已指定', '有', '是'],
    none: ['没有', '无', '否', '未指定'],
    unknown: ['不详', '未知'],
  },
};

export const factTitles: Readonly<Record<FactType, string>> = { zone: '火葬区划分', person: '专门人员', population: '人口', tag: '标签' }; // prettier-ignore

export const factWord = (type: FactType, value: string): string => words[type]?.[value]?.[0] ?? value;

/** The words that a value of the type is written with; null: any text or number. */
export const factChoices = (type: FactType): string[] | null =>
  words[type] === undefined ? null : Object.values(words[type]).map(([word]) => word!);

/** What a cell stands for; as it stands where it is none of the words. 12,345人 is a number of people. */
export function readFactWord(type: FactType, cell: string): string {
  const plain = plainText(cell);
  if (type === 'population')
    return plain.replaceAll(/(?<=\d)[, ](?=\d{3})/g, '').replace(/(\.0+)?\s*人?$/, '');
  const known = Object.entries(words[type] ?? {}).find(([id, said]) => id === plain.toLowerCase() || said.includes(plain)); // prettier-ignore
  return known?.[0] ?? plain;
}

export const readFactType = (cell: string): FactType | null => {
  const plain = plainText(cell).toLowerCase();
  return (Object.keys(factTitles) as FactType[]).find((type) => type === plain || factTitles[type] === plain) ?? null; // prettier-ignore
};
