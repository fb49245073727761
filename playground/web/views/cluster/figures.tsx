import type { Report } from "../../engine";
import { useCluster } from "./texts";

/** The headline figures of a report. */
export function Figures({ report }: { readonly report: Report }) {
  const { t, number, share } = useCluster();
  const { containers, containersWithToken, rows } = report;
  const nobody = rows
    .filter(({ askedBy }) => askedBy === "nobody")
    .reduce((sum, row) => sum + row.containers, 0);
  const unbound = new Set(rows.filter(({ bound }) => bound === false).map(({ account }) => account)).size;
  const figures = [
    {
      of: "all",
      value: containersWithToken,
      label: t.figures.withToken(containersWithToken),
      about: t.figures.ofAll(share(containersWithToken, containers), number(containers)),
    },
    { of: "nobody", value: nobody, label: t.figures.nobody, about: t.figures.nobodyAbout },
    { of: "unbound", value: unbound, label: t.figures.unbound(unbound), about: t.figures.unboundAbout },
    {
      of: "pods",
      value: report.pods,
      label: t.figures.pods(report.pods),
      about: t.figures.podsAbout(number(report.judged)),
    },
  ];
  return (
    <section aria-labelledby="figures-title">
      <h2 id="figures-title" class="visually-hidden">
        {t.figures.title}
      </h2>
      <ul class="figures">
        {figures.map(({ of, value, label, about }) => (
          <li key={of} data-of={of}>
            <p class="figure">
              <b>{number(value)}</b> <span>{label}</span>
            </p>
            <p>{about}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
