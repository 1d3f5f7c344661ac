export { VoterApp as default } from '../parts/VoterApp.tsx';
