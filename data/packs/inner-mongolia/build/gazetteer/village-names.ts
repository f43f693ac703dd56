/** Names that only count up and say nothing without their farm. */
const unspecific =
  /^((农场|牧场|农|牧)?第?[一二三四五六七八九十]+(生产队|分场|队|实验场|社区|连|居民委|生产连队|管理区)?村?|机械生产队|虚拟.*|镇村|生活区|场部|农场|牧场|林场|种畜场|家属村|直属分场|牧业分场)$/;
const farmLike = /(队|连|分场|场|管理区|站|园区)$/;

export type CleanVillage = { name: string; class: string; alias: string[] };

/** Takes off a county or township name that the statistical list has put before the village's own. */
function withoutOwners(name: string, street: string, county: string): string {
  let bare = name.replace(/^(通辽市|呼伦贝尔市|兴安盟)/, '');
  for (const owner of [county, street]) {
    if (
      owner !== '' &&
      bare.startsWith(owner) &&
      bare.length - owner.length >= 3 &&
      !/^(居|村|社区|虚|嘎查|街道)/.test(bare.slice(owner.length))
    ) {
      bare = bare.slice(owner.length);
    }
  }
  return bare;
}

/** Takes off the words for the committee and keeps what people call the place: 巴彦嘎查, 姜家营子村, 振兴社区. */
function standardForm(name: string, urbanCode: boolean): string {
  const living = /^(.+?)(虚拟)?生活区$/.exec(name);
  if (living) return living[1] ?? name;
  const gacha =
    /^(.+?)嘎查(人民委员会|村民委员会|村委员会|委员会|村委会|村居委会|居民委员会|居委会|委会|村委|村)?$/.exec(
      name,
    );
  if (gacha) return `${gacha[1]}嘎查`;
  const community = /^(.+?)社区(居民委员会|居民委会|居委会|委员会|村委会|居委)?$/.exec(name);
  if (community) return `${community[1]}社区`;
  const village = /^(.+?)(村民委员会|村委员会|村委会|村委|村民委会)$/.exec(name);
  if (village) return `${(village[1] ?? '').replace(/村$/, '')}村`;
  const committee = /^(.+?)(居民委员会|居委会|居委|委员会)$/.exec(name);
  if (!committee) return name;
  const stem = committee[1] ?? '';
  if (farmLike.test(stem) || /[村屯]$/.test(stem)) return stem;
  return urbanCode ? `${stem}社区` : `${stem}村`;
}

function classFor(name: string, kind: number, living: boolean): string {
  if (living || kind >= 400) return farmLike.test(name) ? '22400' : '22900';
  if (/(嘎查|村|屯)$/.test(name)) return '21610';
  if (name.endsWith('社区')) return '21620';
  if (farmLike.test(name)) return '22400';
  return kind < 200 ? '21620' : '21610';
}

/**
 * The standard name and class of one row of the statistical list. Communities that the list itself calls virtual are
 * no places; a number without its farm is no name by itself, so the farm is put before it.
 */
export function cleanVillage(
  raw: string,
  street: string,
  county: string,
  code: string,
): CleanVillage | 'virtual' | 'unnamed' {
  const name = raw
    .replace(/[\s　]/g, '')
    .replace(/\(/g, '（')
    .replace(/\)/g, '）')
    .replace(/（[^）]*）/g, '');
  if (/^虚拟|虚拟社区|虚拟灌区|虚拟劳管所|^农牧业园区虚拟/.test(name)) return 'virtual';
  const kind = Number(code.slice(9));
  const living = name.endsWith('生活区');
  const standard = standardForm(withoutOwners(name, street, county), kind < 200).replace(
    '嘎查村嘎查',
    '嘎查',
  );
  if (standard === '') return 'unnamed';
  if (unspecific.test(standard)) {
    const owner = street.replace(/^通辽市(国有)?|^国有/, '').replace(county, '');
    if (owner === '' || standard.startsWith('虚拟')) return 'unnamed';
    const full = owner.replace(/(镇|街道|乡|苏木)$/, '') + standard;
    return { name: full, class: classFor(full, kind, living), alias: [standard] };
  }
  return { name: standard, class: classFor(standard, kind, living), alias: [] };
}
