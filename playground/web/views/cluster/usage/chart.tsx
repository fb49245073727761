// A small chart of requests over the period of the logs.

import type { Bars, UsageReport } from "../../../engine/usage-types";
import { barsOf, HEIGHT, WIDTH } from "./bars";
import { useUsage } from "./texts";

export function Spark({ bars, usage }: { readonly bars: Bars; readonly usage: UsageReport | null }) {
  const { t, number } = useUsage();
  const drawn = barsOf(bars, usage?.from ?? null, usage?.to ?? null);
  if (!drawn.length) return null;
  const most = Math.max(...bars.bars.map(([, count]) => count));
  const label = t.report.chart(number(most), number(bars.minutes));
  return (
    <svg
      class="usage-chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {drawn.map(({ x, width, height }) => (
        <rect key={x} x={x} y={HEIGHT - height} width={width} height={height} />
      ))}
    </svg>
  );
}
