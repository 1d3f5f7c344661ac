import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { expectAccessible } from '../test-support.ts';
import { CheckboxField, DateTimeField, FileField, NumberField, SelectField, TextField } from './Field.tsx';

const nothing = (): void => undefined;

test('description and error belong to the control, which is marked as wrong', async () => {
  const screen = await render(
    <TextField label="Title" description="What voters read" error="Too long" value="x" onChange={nothing} />,
  );
  const field = screen.getByRole('textbox', { name: 'Title' });
  await expect.element(field).toHaveAccessibleDescription('What voters read Too long');
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible();
});

test('without an error nothing is said to be wrong, and without a description nothing is described', async () => {
  const screen = await render(<TextField label="Title" value="" onChange={nothing} />);
  const field = screen.getByRole('textbox', { name: 'Title' });
  await expect.element(field).not.toHaveAttribute('aria-invalid');
  await expect.element(field).not.toHaveAttribute('aria-describedby');
});

test('two fields with the same label have errors of their own', async () => {
  const screen = await render(
    <>
      <TextField label="Name" error="First" value="" onChange={nothing} />
      <TextField label="Name" error="Second" value="" onChange={nothing} />
    </>,
  );
  const fields = screen.getByRole('textbox', { name: 'Name' });
  await expect.element(fields.first()).toHaveAccessibleDescription('First');
  await expect.element(fields.last()).toHaveAccessibleDescription('Second');
});

test('a number that is erased is NaN, and NaN is an empty field', async () => {
  const onChange = vi.fn();
  function Own() {
    const [value, setValue] = useState(3);
    const change = (next: number): void => {
      onChange(next);
      setValue(next);
    };
    return <NumberField label="Seats" value={value} min={1} max={9} onChange={change} />;
  }
  const screen = await render(<Own />);
  const field = screen.getByRole('spinbutton', { name: 'Seats' });
  await field.clear();
  expect(onChange).toHaveBeenLastCalledWith(Number.NaN);
  await expect.element(field).toHaveValue(null);
  await field.fill('7');
  expect(onChange).toHaveBeenLastCalledWith(7);
});

test('a time is shown and typed in the time zone of the browser', async () => {
  const onChange = vi.fn();
  const at = new Date(2027, 4, 2, 18, 30).getTime() / 1000;
  const screen = await render(<DateTimeField label="Closes" value={at} onChange={onChange} />);
  const field = screen.getByLabelText('Closes');
  await expect.element(field).toHaveValue('2027-05-02T18:30');
  await field.fill('2027-05-02T19:45');
  expect(onChange).toHaveBeenLastCalledWith(new Date(2027, 4, 2, 19, 45).getTime() / 1000);
});

test('the same file can be chosen again once it is corrected', async () => {
  const onFile = vi.fn();
  const screen = await render(<FileField label="Roll" accept=".csv" onFile={onFile} />);
  const file = new File(['voter,style\n'], 'roll.csv', { type: 'text/csv' });
  for (const times of [1, 2]) {
    await screen.getByLabelText('Roll').upload(file);
    await expect.poll(() => onFile.mock.calls.length).toBe(times);
  }
});

test('a list gives the value of what is chosen; a box is ticked by its label', async () => {
  const onSelect = vi.fn();
  const onTick = vi.fn();
  const options = [
    { value: 'n', label: 'North' },
    { value: 's', label: 'South' },
  ];
  const screen = await render(
    <>
      <SelectField label="Style" value="n" options={options} onChange={onSelect} />
      <CheckboxField label="Absent" value={false} onChange={onTick} />
    </>,
  );
  await screen.getByRole('combobox', { name: 'Style' }).selectOptions('South');
  expect(onSelect).toHaveBeenCalledWith('s');
  await screen.getByText('Absent').click();
  expect(onTick).toHaveBeenCalledWith(true);
  await expectAccessible();
});
