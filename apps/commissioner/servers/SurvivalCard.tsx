import { PROPERTIES, type Property, type Weakness } from '../../../protocol/0-setup/survival.ts';
import type { Directory } from '../../../servers/commissioner/api/servers.ts';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatPercent } from '../../shared/i18n.ts';
import { type Texts, useConsole } from '../console/use-console.ts';
import { allOf, groupWarnings, survivalIn } from './survival-view.ts';

export interface SurvivalCardProps {
  readonly setup: Directory;
}

/** For each property in plain words what breaks it, and where one operator or system is enough. */
export function SurvivalCard({ setup }: SurvivalCardProps) {
  const { texts, language } = useConsole();
  const words = texts.survival;
  const survival = survivalIn(setup);
  if (survival === undefined)
    return (
      <Card title={words.what}>
        <p>{words.unclear}</p>
      </Card>
    );
  return (
    <>
      <section className="stack" aria-label={words.warnings}>
        <h2>{words.warnings}</h2>
        {survival.warnings.length === 0 && <Notice kind="success" title={words.noWarnings} />}
        {groupWarnings(survival.warnings).map(({ kind, name, breaks }) => (
          <Notice
            key={`${kind} ${name}`}
            kind="warning"
            title={fill(kind === 'operator' ? words.byOperator : words.bySystem, { name })}
          >
            <ul>
              {breaks.map(({ property, servers }) => (
                <li key={property}>
                  {fill(words.breaks, {
                    property: words.properties[property].name,
                    servers: new Intl.ListFormat(language).format(servers),
                  })}
                </li>
              ))}
            </ul>
            <p>{kind === 'operator' ? words.operatorAdvice : words.systemAdvice}</p>
          </Notice>
        ))}
      </section>
      <section className="stack" aria-label={words.what}>
        <h2>{words.what}</h2>
        <div className="columns">
          {PROPERTIES.map((property) => (
            <PropertyCard
              key={property}
              property={property}
              weaknesses={survival.weaknesses[property]}
              setup={setup}
              note={
                property === 'completeness'
                  ? fill(words.loss, { share: formatPercent(survival.lossByOneOperator, language) })
                  : undefined
              }
            />
          ))}
        </div>
      </section>
    </>
  );
}

interface PropertyCardProps {
  readonly property: Property;
  readonly weaknesses: readonly Weakness[];
  readonly setup: Directory;
  readonly note: string | undefined;
}

function PropertyCard({ property, weaknesses, setup, note }: PropertyCardProps) {
  const { texts } = useConsole();
  const words = texts.survival;
  const { name, means } = words.properties[property];
  return (
    <Card title={name} level={3}>
      <p>{means}</p>
      {weaknesses.length === 0 && <p>{words.unbreakable}</p>}
      {weaknesses.length > 0 && (
        <>
          <p className="quiet">{words.holds}</p>
          <ul>
            {weaknesses.map((weakness) => (
              <li key={weakness.role}>
                <strong>{whoOf(weakness, setup, texts)}</strong>
                <br />
                {consequenceOf(property, weakness, texts)}
              </li>
            ))}
          </ul>
        </>
      )}
      {note !== undefined && <p className="small quiet">{note}</p>}
    </Card>
  );
}

function whoOf({ role, fault, unit, count }: Weakness, setup: Directory, texts: Texts): string {
  const words = texts.survival;
  if (count === 0) return words.broken;
  const pattern = words.units[unit === 'whole-operators' ? 'wholeOperators' : unit];
  const who = fill(pattern, { count, all: allOf(setup, role, unit), role: texts.roleNames[role] });
  return fill(words[fault], { who });
}

const consequenceOf = (property: Property, { role }: Weakness, { survival }: Texts): string =>
  Object.entries(survival.consequences).find(([key]) => key === `${property}-${role}`)?.[1] ?? '';
