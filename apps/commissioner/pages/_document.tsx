export { default } from '../../shared/document.tsx';
