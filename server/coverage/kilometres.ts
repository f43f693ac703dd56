const number = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** 约 78 km (直线 60 × 1.3). @param metres as the crow flies */
export const aboutKm = (metres: number, detour: number): string =>
  `约 ${number((metres / 1000) * detour)} km (直线 ${number(metres / 1000)} × ${detour})`;

/** 约 95 分钟 (道路; 直线 60 km). */
export const aboutMinutes = (seconds: number, metres: number): string =>
  `约 ${Math.round(seconds / 60)} 分钟 (道路; 直线 ${number(metres / 1000)} km)`;
