import type { Translated } from '../../common/languages.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  help: 'Quem o ajuda',
  office: 'A comissão eleitoral.',
  notice: {
    kind: 'Aviso de eleição',
    trial: 'ESTA É UMA ELEIÇÃO DE TESTE. É um ensaio: ninguém é eleito e nada é decidido.',
    opens: 'Abertura da votação',
    closes: 'Encerramento da votação',
    voter: 'O seu identificador de eleitor',
    style: 'O seu grupo de eleitores',
    page: 'Página da eleição',
    code: 'Código QR com o endereço {address}',
    fingerprint: 'Impressão digital da eleição',
    compare:
      'Antes do voto, o seu terminal mostra esta impressão digital. Compare os oito grupos com esta carta, não com algo que apareça num ecrã. Se um for diferente, carregue em X e avise a comissão eleitoral: é outra eleição.',
    how: 'Como votar',
    steps: [
      'Introduza o seu cartão no terminal do seu computador e abra a página da eleição.',
      'Siga o terminal: escolha a língua, compare a impressão digital, faça as suas escolhas e reveja-as.',
      'Digite o seu PIN no terminal, nunca no computador. Está na sua carta do PIN, enviada à parte do cartão.',
      'Retire o cartão quando o terminal disser que o voto foi enviado, e guarde-o.',
    ],
    check:
      'Pode verificar se o seu voto chegou: depois do encerramento, introduza de novo o cartão e inicie a verificação na mesma página. Só o terminal lhe mostra o que encontrou. Se o seu voto faltar, o terminal envia-o de novo até {time}.',
    never: 'Ninguém lhe pedirá o seu PIN: nem por correio, nem por telefone, nem numa página web.',
  },
  mailer: {
    kind: 'Carta do PIN',
    intro:
      'Estes dígitos são os do cartão de voto de {voter}. O cartão é enviado à parte desta carta. Mais ninguém tem os dígitos, e não fica nenhuma cópia.',
    pin: 'PIN',
    pinText: 'Para votar. Digite-o só no terminal, nunca num computador.',
    puk: 'PUK',
    pukText: 'Define um novo PIN no terminal depois de três errados.',
    signing: 'PIN de assinatura',
    signingPuk: 'PUK de assinatura',
    signingText:
      'Para programas do computador que assinam com o cartão. Não abrem nada que tenha a ver com o voto.',
    opened:
      'O envelope estava aberto, ou podiam ler-se os dígitos por fora? Então não use o cartão e avise logo a comissão eleitoral: receberá outro.',
    keep: 'Decore o PIN. Guarde o PUK em lugar seguro, separado do cartão, e destrua esta carta.',
  },
  cover: {
    kind: 'Lista de acompanhamento',
    summary: 'Cartas: {number} ({kind})',
    number: 'N.º',
    voter: 'Identificador',
    name: 'Nome',
    received: 'Data e assinatura',
  },
};
