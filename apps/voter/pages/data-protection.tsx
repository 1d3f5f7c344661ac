export { DataProtection as default } from '../notices/DataProtection.tsx';
