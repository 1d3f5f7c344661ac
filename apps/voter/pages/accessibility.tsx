export { Accessibility as default } from '../notices/Accessibility.tsx';
