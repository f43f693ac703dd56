import { mean, type Fix } from './mean.ts';

const mostSamples = 60;

/** @param tell called with the mean so far, or with why there is none  @returns ends it */
export function watchPosition(tell: (fix: Fix | GeolocationPositionError) => void): () => void {
  const samples: GeolocationCoordinates[] = [];
  const id = navigator.geolocation.watchPosition(
    ({ coords }) => {
      samples.push(coords);
      if (samples.length > mostSamples) samples.shift();
      tell(mean(samples));
    },
    (error) => tell(error),
    { enableHighAccuracy: true, maximumAge: 0, timeout: 60_000 },
  );
  return () => navigator.geolocation.clearWatch(id);
}
