import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  title: 'REVS Comissário',
  skip: 'Saltar para o conteúdo',
  language: 'Língua',
  loading: 'A carregar …',
  notFound: 'Esta página não existe.',
  notices: { label: 'Sobre estas páginas', data: 'Proteção de dados', accessibility: 'Acessibilidade' },
  nav: {
    label: 'Partes da consola',
    elections: 'Eleições',
    create: 'Nova eleição',
    roll: 'Caderno eleitoral',
    cards: 'Cartões',
    approvals: 'Aprovações',
    servers: 'Servidores',
    audit: 'Registo de auditoria',
    officers: 'Responsáveis',
  },
  account: { officer: 'Responsável: {officer}', logOut: 'Terminar sessão' },
  officerRoles: { observer: 'Observador', approver: 'Aprovador', office: 'Comissão eleitoral' },
  readOnly: {
    observer: 'Iniciou sessão como observador: pode ler tudo e não pode mudar nada.',
    approver: 'Iniciou sessão como aprovador: pode ler tudo e aprovar o que outros responsáveis pedirem.',
  },
  logIn: {
    heading: 'Iniciar sessão',
    intro:
      'Para os responsáveis da comissão eleitoral. Tudo o que fizer aqui fica no registo de auditoria em seu nome.',
    name: 'Nome',
    passphrase: 'Frase-passe',
    submit: 'Iniciar sessão',
    noOfficer:
      'Ainda não tem conta? Outro responsável acrescenta-o em «Responsáveis». O primeiro de todos é acrescentado na máquina do serviço:',
    expired: 'A sua sessão terminou',
    expiredText:
      'Após 30 minutos sem uso, ao fim de 12 horas ou quando o serviço reinicia, é preciso iniciar sessão de novo. O que escreveu nesta página continua aqui.',
    leave: 'Sair antes desta página',
  },
  clock: {
    title: 'Os relógios não coincidem',
    text: 'Segundo o serviço do Comissário são {service}; segundo este computador, {local}. É o relógio do serviço que decide quando a eleição abre e fecha. As horas desta página seguem este computador: acerte o relógio dele. Se estiver certo, mande acertar a máquina do serviço.',
  },
  problems: {
    badAddresses: {
      title: 'O ficheiro dos endereços não serve.',
      next: 'Nada foi feito. Corrija o que está indicado abaixo e escolha de novo o ficheiro.',
    },
    unreachable: {
      title: 'O serviço do Comissário não responde.',
      next: 'Verifique a ligação deste computador e se o serviço está a funcionar. Esta página volta a tentar sozinha; nada do que foi feito se perde.',
    },
    brokenOff: {
      title: 'A ligação interrompeu-se a meio.',
      next: 'O que está feito fica feito. Veja o estado da eleição e prima de novo o botão: continua onde parou.',
    },
    expired: {
      title: 'A sua sessão terminou; isto não foi feito.',
      next: 'Inicie sessão e prima de novo o botão.',
    },
    wrongPassphrase: {
      title: 'O nome ou a frase-passe está errado.',
      next: 'Tente de novo, com atenção às maiúsculas. Após cinco tentativas erradas seguidas, o nome fica bloqueado durante 15 minutos.',
    },
    locked: {
      title: 'Este nome está bloqueado após demasiadas frases-passe erradas.',
      next: 'Espere 15 minutos, ou peça que o desbloqueiem (revs officers unlock). Se as tentativas não foram suas, avise os outros responsáveis: alguém pode estar a tentar entrar.',
    },
    weakPassphrase: {
      title: 'A frase-passe é demasiado curta.',
      next: 'Use pelo menos 12 caracteres; quatro ou cinco palavras sem relação entre si são fáceis de memorizar.',
    },
    officerExists: { title: 'Já existe um responsável com este nome.', next: 'Escolha outro nome.' },
    officerUnknown: {
      title: 'Este responsável já não existe.',
      next: 'Carregue a página de novo: outro responsável pode ter removido o nome.',
    },
    lastOfficer: {
      title: 'É o último responsável com a função «Comissão eleitoral».',
      next: 'Dê primeiro essa função a outro responsável; de outro modo, mais ninguém poderia conduzir eleições nem gerir os responsáveis.',
    },
    role: {
      title: 'A sua função não o permite.',
      next: 'Podem fazê-lo os responsáveis com a função «Comissão eleitoral»; são eles também que mudam as funções, em «Responsáveis».',
    },
    templateExists: {
      title: 'Já há um modelo guardado com este nome.',
      next: 'Escolha outro nome ou apague primeiro o outro modelo.',
    },
    templateMany: {
      title: 'Já não se podem guardar mais modelos.',
      next: 'Apague um de que já não precise.',
    },
    approvalNeeded: {
      title: 'Um segundo responsável tem de aprovar; não foi feito.',
      next: 'Carregue a página de novo e peça a aprovação.',
    },
    ownRequest: {
      title: 'Este pedido é seu.',
      next: 'Outro responsável tem de o aprovar.',
    },
    requestChanged: {
      title: 'O que foi pedido mudou entretanto; nada foi feito.',
      next: 'Veja como está agora. Se ainda for desejado, tem de ser pedido de novo.',
    },
    requestGone: {
      title: 'Este pedido já não existe; nada foi feito.',
      next: 'Foi aprovado, recusado ou retirado, ou tem mais de um dia. Carregue a página de novo.',
    },
    tooFewOfficers: {
      title: 'Ficariam responsáveis a menos.',
      next: 'Um responsável pede e outro aprova: têm de ficar dois que o possam fazer. Acrescente primeiro outro responsável.',
    },
    tooManyRequests: {
      title: 'Tem demasiados pedidos em aberto.',
      next: 'Retire alguns em «Aprovações», ou peça que sejam aprovados.',
    },
    tooEarly: {
      title: 'É demasiado cedo para este passo.',
      next: 'Espere até à hora indicada nesta página. Se já passou, compare o relógio deste computador com o do serviço.',
    },
    notFound: {
      title: 'O serviço não tem o que esta página pede.',
      next: 'Volte à lista das eleições. A eleição pode estar noutro serviço, ou falta o passo anterior.',
    },
    foreignOrigin: {
      title: 'O serviço não conhece o endereço desta página.',
      next: 'Abra a consola no endereço com que o serviço foi configurado e inicie lá a sessão: é uma proteção contra páginas falsificadas.',
    },
    tooMany: { title: 'O serviço está ocupado.', next: 'Espere um minuto e tente de novo.' },
    internal: {
      title: 'O serviço falhou.',
      next: 'Tente mais uma vez. Se voltar a falhar, o registo da máquina do serviço diz porquê; indique a hora ao operador.',
    },
    serverDown: {
      title: 'Um servidor não responde.',
      next: 'Contacte o operador do servidor indicado abaixo, peça que o ligue e tente de novo.',
    },
    other: {
      title: 'Isto não resultou.',
      next: 'Leia o motivo abaixo, corrija o que ele indica e tente de novo. O que está feito fica feito.',
    },
  },
  detail: 'Do serviço: {detail}',
  actions: { retry: 'Tentar de novo', cancel: 'Cancelar' },
  stepStates: { done: 'feito', current: 'agora', todo: 'por fazer' },
  fewVoters: {
    title: 'Poucos eleitores: {styles}',
    text: 'Menos de 20 eleitores têm este modelo. Quem volta a contar o registo publicado vê à parte os votos de cada modelo, mesmo nas perguntas contadas em conjunto, e pode saber como alguém votou: com um só eleitor sempre, com poucos quando estão de acordo ou quando outros dizem como votaram. Considere um modelo comum a mais eleitores.',
  },
};
