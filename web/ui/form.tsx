import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { announce } from '../state/state.ts';
import { ProblemNote } from './problem.tsx';

/** A form that is sent by `send`, and says what became of it. What was typed stays when it is refused. */
export function Form({
  action,
  send,
  done,
  label,
  children,
}: {
  action: string;
  label?: string;
  /** Throws what is to be told. */
  send: (value: (name: string) => string, form: HTMLFormElement) => Promise<unknown>;
  /** What is said when it has worked. */
  done?: string;
  children: ComponentChildren;
}): VNode {
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState('');
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const value = (name: string): string => {
      const found = data.get(name);
      return typeof found === 'string' ? found : '';
    };
    setBusy(true);
    setProblem(null);
    setTold('');
    try {
      await send(value, form);
      if (done !== undefined) {
        setTold(done);
        announce(done);
      }
    } catch (error) {
      setProblem(plainly(error));
    }
    setBusy(false);
  };
  return (
    <form
      class="office-form"
      aria-label={label}
      onInput={() => setTold('')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {children}
      <ProblemNote error={problem} />
      <p class="actions">
        <button type="submit" class="primary" disabled={busy}>
          {action}
        </button>
        {told && <span class="told">{told}</span>}
      </p>
    </form>
  );
}

/** Of one field that is wrong only the reason is told: the form stands above it. */
const plainly = (error: unknown): unknown =>
  error instanceof ApiError && error.errors.length === 1
    ? new ApiError(error.status, error.errors[0]!.what)
    : error;

/** One question of a form, with its label above and a hint below. */
export const Question = ({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: ComponentChildren;
}): VNode => (
  <label class="question">
    <span>{label}</span>
    {children}
    {hint && <small>{hint}</small>}
  </label>
);
