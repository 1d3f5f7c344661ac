export { VerifyApp as default } from '../verify/VerifyApp.tsx';
