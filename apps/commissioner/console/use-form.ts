import { type SubmitEvent, useState } from 'react';

/** A form that is sent once it is right: until then its fields say what is wrong, from the first attempt on. */
export function useForm(isRight: () => boolean, send: () => Promise<void>) {
  const [isRefused, setRefused] = useState(false);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (): Promise<void> => {
    setRefused(!isRight());
    setError(undefined);
    if (!isRight()) return;
    setPending(true);
    try {
      await send();
    } catch (caught) {
      setError(caught);
    }
    setPending(false);
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!isPending) submit();
  };
  return { isRefused, isPending, error, onSubmit };
}
