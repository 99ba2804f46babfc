/** Least part of its share that an instance gets: with none at all it would never become warm. Envoy's min_weight_percent. */
const coldest = 0.1

/**
 * The part of its share that an instance of this age gets, 0.1 … 1: it grows with the age, evenly, until the window is
 * over (Envoy's slow start with its defaults, min_weight_percent 10 and aggression 1:
 * https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/slow_start).
 *
 * @param age since it came in, in ms
 * @param window in ms; 0: everybody is warm at once
 */
export function warmth(age: number, window: number): number {
  if (age >= window) return 1
  return Math.max(coldest, age / window)
}
