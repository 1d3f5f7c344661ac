import type { Stage } from '../../../servers/commissioner/api.ts';
import type { Texts } from '../console/use-console.ts';

export function StageTag({ stage, texts }: { readonly stage: Stage; readonly texts: Texts }) {
  const kind = stage === 'open' ? ' success' : stage === 'published' ? '' : ' warning';
  return <span className={`tag${kind}`}>{texts.stages[stage]}</span>;
}
