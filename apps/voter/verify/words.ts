/** The words of this page alone: nobody who votes loads them. */
import { useWords } from '../components/words.ts';
import { VERIFY_TEXTS } from './texts/texts.ts';

export function useVerifyWords() {
  const words = useWords();
  return { ...words, verifying: VERIFY_TEXTS[words.language] };
}
