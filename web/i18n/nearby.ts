import { dictionary } from './t.ts';

const zh = {
  title: '就近可办',
  whole: '返回完整地图',
  what: '办什么',
  where: '从哪里出发',
  locate: '使用我的位置',
  locateHint: '只有按下按钮才会询问位置; 位置只用来查最近的设施, 不保存。',
  locating: '正在定位…',
  refused: '没有获得定位许可, 请在下面输入地名。',
  noPosition: '没有得到位置, 请再试一次, 或在下面输入地名。',
  place: '或者输入旗县、苏木乡镇、嘎查村或居民点的名称',
  hits: '找到 {n} 个地名',
  noHits: '没有找到“{q}”, 请换一个名称, 或只输入前几个字。',
  found: '列出最近的 {n} 处设施',
  from: '出发地: {place}',
  list: '最近的设施',
  none: '没有查到正在运行、位置已知的这类设施。',
  km: '{km} 公里',
  roadKm: '直线距离, 路程约 {km} 公里',
  address: '地址',
  phone: '电话',
  hours: '办理时间',
  statusUnknown: '是否正在运行不详, 去之前请先打电话。',
  onMap: '在地图上看',
  straight: '公里数是直线距离; 路程按通常的绕行系数估算, 出行前请查看路线。',
};

const en: Record<keyof typeof zh, string> = {
  title: 'Nearest service',
  whole: 'Back to the whole map',
  what: 'What for',
  where: 'From where',
  locate: 'Use my position',
  locateHint:
    'Your position is asked for only by this button; it is used to find what is nearest, and not kept.',
  locating: 'Finding your position…',
  refused: 'Your position was not allowed. Type the name of a place below.',
  noPosition: 'No position was found. Try again, or type the name of a place below.',
  place: 'Or type the name of a banner, sumu, town, village or settlement',
  hits: '{n} places found',
  noHits: 'Nothing is called “{q}”. Try another name, or only its beginning.',
  found: 'The {n} nearest facilities are listed',
  from: 'From {place}',
  list: 'Nearest facilities',
  none: 'No facility of this kind that operates and whose position is known was found.',
  km: '{km} km',
  roadKm: 'straight line; about {km} km by road',
  address: 'Address',
  phone: 'Phone',
  hours: 'Hours',
  statusUnknown: 'Whether it operates is unknown: call before you go.',
  onMap: 'Show on the map',
  straight:
    'Kilometres are straight lines; the way by road is reckoned with the usual factor. Look up the route before you leave.',
};

/** The words of the public page 就近可办. */
export const { t: nb } = dictionary(zh, en, () => '—');
