/** Português europeu. */
import { pt as paper } from '../../shared/ballot/pt.ts';
import { pt as outcome } from '../../shared/results/pt.ts';
import { pt as trial } from '../../shared/trial/pt.ts';
import type { Texts } from './texts.ts';

export const pt: Texts = {
  title: 'Votar com REVS',
  skip: 'Saltar para o conteúdo',
  language: 'Língua',
  loading: 'À procura da eleição …',
  help: 'Quem o ajuda',
  untrusted: {
    heading: 'O que esta página pode ver',
    text: 'A sua escolha e o seu PIN ficam entre si, o terminal e o cartão: esta página só transporta mensagens seladas. Com um terminal à parte, mesmo um computador hostil só poderia recusar-se a funcionar.',
    emulated:
      'Mas um terminal que é um programa neste computador, como num ensaio, não protege nada deste computador.',
    host: 'Sem cookies nem rastreio: esta página só fala com os servidores eleitorais.',
  },
  notices: { label: 'Sobre estas páginas', data: 'Proteção de dados', accessibility: 'Acessibilidade' },
  election: {
    several: 'Qual das eleições?',
    unknown: 'Este endereço indica uma eleição que não está aqui',
    unknownText: 'Pode já ter terminado, ou o endereço pode estar incompleto. Estas eleições estão aqui:',
    choose: 'Ir para esta eleição',
    openNow: 'Aberta',
    before: 'Ainda não abriu',
    mixing: 'Encerrada',
    counting: 'Encerrada',
    openUntil: 'Pode votar até {time}.',
    opensAt: 'A votação abre: {time}.',
    closedAt: 'A votação encerrou: {time}.',
    other: 'Outras eleições',
    distributorsDown:
      'Sem resposta: {silent} de {all} Distribuidores de boletins. Os outros bastam para mostrar a eleição; o terminal precisa de pelo menos {needed}.',
  },
  paper,
  trial,
  ballot: {
    heading: 'O boletim de voto',
    yours: 'O seu boletim de voto',
    readOnly: 'Serve apenas para ler. A escolha faz-se no terminal, não aqui.',
    in: 'Ler o boletim em',
    which: 'Que boletim',
    forStyle: 'Boletim para: {style}',
    loading: 'A obter o boletim de voto …',
    failed:
      'Não foi possível ler aqui o boletim ({code}). O terminal obtém-no e verifica-o de qualquer modo.',
    show: 'Mostrar o boletim de voto',
  },
  vote: {
    heading: 'O seu voto',
    steps: {
      terminal: 'Terminal e cartão',
      choose: 'Escolher no terminal',
      sign: 'Assinaturas',
      send: 'A caminho',
    },
    stepStates: { done: 'feito', current: 'agora', todo: 'por fazer' },
    searching: 'À procura do seu terminal …',
    noCard: 'O terminal está ligado. Insira agora o cartão.',
    noCardAsk: 'O cartão já está inserido?',
    noCardHelp:
      'Se o terminal disser que não é desta comissão eleitoral, é de outra, ou está ao contrário: retire-o e observe-o.',
    resumed: 'Esta página continua onde estava.',
    resumedText: 'O terminal já tem algo em curso. Não é preciso recomeçar.',
    ready: 'O terminal e o cartão estão prontos.',
    start: 'Começar a votar no terminal',
    startAnyway: 'Tentar mesmo assim',
    notOpen:
      'Pelo relógio deste computador ({now}), a eleição não está aberta. Quem decide são os servidores, não este relógio.',
    preparing: 'A entregar a eleição ao terminal …',
    follow: 'Use agora o terminal. Siga as indicações:',
    followSteps: {
      language: 'Escolha a língua.',
      fingerprint: 'Compare a impressão digital com a da sua carta, não com nada neste computador.',
      choose: 'Escolha pelos números do boletim nesta página e reveja.',
      pin: 'Introduza o PIN só no terminal. A partir daí o voto é definitivo.',
    },
    waiting: 'Esta página espera pelo terminal.',
    waitingText: 'Pode recarregá-la ou fechá-la: nada se perde.',
    kept: 'O seu voto está seguro no cartão. Pode recarregar esta página: ela continua sozinha.',
    signing: '{done} de {needed}',
    signingRound: { agree: 'Ronda 1 de 2: acordo sobre o voto selado', sign: 'Ronda 2 de 2: assinatura' },
    enough: 'Bastam {needed} dos {all} Administradores, sejam quais forem.',
    administrators: 'Administradores',
    states: { waiting: 'consultado', agreed: 'de acordo', signed: 'assinou', failed: 'não responde' },
    failedOne:
      'Sem resposta: {failed} de {all} Administradores. O voto prossegue com os outros: bastam {needed}.',
    failedMany:
      'Sem resposta: {failed} de {all} Administradores; são precisos {needed}. Esta página continua a tentar.',
    sending: 'A enviar o voto selado através dos Anonimizadores …',
    sendingWhy: 'Eles misturam-no com outros votos, para que ninguém possa saber de quem é.',
    sent: 'O seu voto vai a caminho.',
    sentText: 'Retire o cartão do terminal e guarde-o.',
    later: 'Depois do encerramento pode ver no terminal se o voto chegou.',
    again: 'Outra pessoa pode agora inserir o seu cartão.',
  },
  check: {
    heading: 'O meu voto está na lista pública?',
    intro:
      'Insira o cartão. O terminal lê as listas públicas dos Contadores e responde no seu próprio visor; esta página não fica a saber a resposta.',
    start: 'Verificar no terminal',
    follow: 'Use agora o terminal: escolha a língua e introduza lá o PIN.',
    running: 'As listas dos Contadores passam pelo terminal …',
    done: 'Olhe para o terminal: o visor diz o que ele encontrou. Leu as listas de Contadores: {count}.',
    none: 'Nenhum Contador respondeu e o terminal não pôde verificar. Tente novamente dentro de minutos.',
    problems: {
      'not-genuine':
        'A verificação não mudou nada no seu voto. Tente novamente; se voltar a acontecer, use outro computador e informe a comissão eleitoral.',
      'card-removed': 'A verificação não mudou nada no seu voto. Insira o cartão e recomece.',
      cancelled: 'A verificação não mudou nada no seu voto. Recomece quando quiser.',
    },
  },
  outcome,
  results: {
    heading: 'Resultados',
    waiting: 'Os resultados ainda não foram publicados.',
    waitingText:
      'Os votos são misturados e podem ser reclamados até {time}; depois os Fiduciários abrem-nos em conjunto.',
    failed: 'Não foi possível ler os resultados publicados ({code}).',
    verify: 'Verifique por si',
    verifyText:
      'Qualquer pessoa pode voltar a contar e verificar todas as assinaturas, só com a chave pública do Comissário, num navegador ou com um programa.',
    verifyHere: 'Verificar neste navegador',
    verifyCommand: 'Ou descarregue o registo da eleição, descompacte-o e execute:',
    download: 'Descarregar o registo da eleição',
    verifyKey:
      'Compare a chave com a que o Comissário publicou noutro lugar: esta página não pode responder por ela.',
  },
  actions: { retry: 'Tentar novamente', reload: 'Ver novamente', dismiss: 'Fechar esta mensagem' },
  problemLabels: { why: 'Porquê', next: 'O que fazer' },
  problems: {
    offline: {
      what: 'Este computador não tem ligação.',
      why: 'O navegador não está ligado a nenhuma rede.',
      next: 'Ligue-o de novo. Nada se perde: um voto já confirmado fica guardado no cartão.',
    },
    'no-config': {
      what: 'Esta página não conhece nenhum servidor eleitoral.',
      why: 'O ficheiro config.json falta ou tem erros: {code}',
      next: 'Informe a comissão eleitoral.',
    },
    'no-distributor': {
      what: 'Nenhum Distribuidor de boletins responde.',
      why: 'Nenhum dos {all} está acessível a partir deste computador.',
      next: 'Verifique a ligação e tente novamente dentro de minutos. Se continuar, telefone à comissão eleitoral.',
    },
    'few-distributors': {
      what: 'Respondem poucos Distribuidores de boletins.',
      why: 'São conhecidos aqui {all}; neste momento não respondem por esta eleição em número suficiente.',
      next: 'Espere uns minutos e tente novamente. Nada se perdeu: um voto confirmado fica no seu cartão. Se continuar, telefone à comissão eleitoral.',
    },
    'no-election': {
      what: 'De momento não há nenhuma eleição.',
      why: 'Os Distribuidores de boletins respondem, mas não têm nenhuma para mostrar.',
      next: 'Volte mais tarde ou pergunte as datas à comissão eleitoral.',
    },
    'no-terminal': {
      what: 'Nenhum terminal responde em {url}.',
      why: 'Não está ligado, ainda está a arrancar, ou não permite que esta página lhe pergunte.',
      next: 'Ligue o terminal. Um terminal emulado arranca com o comando abaixo; esta página encontra-o sozinha.',
    },
    'card-foreign': {
      what: 'O terminal não aceita este cartão.',
      why: 'Não foi emitido pela comissão eleitoral desta eleição, ou está danificado.',
      next: 'Use o cartão que a comissão eleitoral lhe enviou.',
    },
    'card-full': {
      what: 'O seu cartão não tem lugar.',
      why: 'Está cheio de votos de eleições anteriores que não foram concluídos ou que nunca foram verificados.',
      next: 'Escolha aqui cada uma dessas eleições e verifique o seu voto no terminal: assim se faz lugar. Vote depois nesta. Nada foi votado.',
    },
    'card-failed': {
      what: 'O seu cartão não fez o que devia.',
      why: 'Perdeu a ligação ao terminal, ou algo nele falhou ({code}).',
      next: 'Retire-o, insira-o outra vez e recomece. Se já tinha confirmado com o PIN, prossegue o mesmo voto. Se voltar a acontecer, leve o cartão à comissão eleitoral.',
    },
    'not-on-roll': {
      what: 'Este cartão não consta do caderno eleitoral desta eleição.',
      why: 'Os Distribuidores não têm nenhum boletim para ele.',
      next: 'Se deveria poder votar aqui, telefone à comissão eleitoral.',
    },
    'card-removed': {
      what: 'O cartão foi retirado.',
      why: 'O terminal esquece então o que não foi confirmado com o PIN, para sua proteção.',
      next: 'Insira o cartão e recomece. Se já tinha confirmado com o PIN, prossegue o mesmo voto; senão, nenhum voto foi emitido.',
    },
    cancelled: {
      what: 'O voto foi interrompido no terminal.',
      why: 'Foi premida a tecla vermelha.',
      next: 'Recomece quando quiser. Um voto que já tinha confirmado com o PIN fica como está; senão, nenhum voto foi emitido.',
    },
    'pin-blocked': {
      what: 'O PIN do seu cartão está bloqueado.',
      why: 'Foi introduzido demasiadas vezes um PIN errado.',
      next: 'Leve o cartão e o PUK à comissão eleitoral. O cartão mantém tudo o que tinha.',
    },
    'already-voted': {
      what: 'Já votou nesta eleição.',
      why: 'O cartão concluiu o seu voto e não faz um segundo.',
      next: 'Não há mais nada a fazer. Depois do encerramento pode verificar no terminal que o voto chegou.',
    },
    'test-card': {
      what: 'Este é um cartão de teste.',
      why: 'Só vota em eleições de teste; esta eleição é verdadeira.',
      next: 'Use o cartão que foi feito em seu nome.',
    },
    'other-manifest': {
      what: 'O seu cartão guarda um voto com outras regras desta eleição.',
      why: 'Os dados da eleição aqui não são aqueles com que o cartão votou. Alguém pode estar a mostrar-lhe uma eleição falsa.',
      next: 'Não prossiga aqui. Telefone à comissão eleitoral.',
    },
    'cloned-card': {
      what: 'Já foi assinado outro voto em seu nome.',
      why: 'Os Administradores têm um voto diferente, assinado com a chave do seu cartão: pode existir uma cópia do cartão.',
      next: 'Telefone já à comissão eleitoral e guarde o cartão.',
    },
    'timed-out': {
      what: 'O terminal parou, porque nada se fez durante alguns minutos.',
      why: 'Ele não deixa um voto aberto à vista de outros.',
      next: 'Recomece. O que confirmou com o PIN está guardado.',
    },
    'not-open': {
      what: 'A eleição ainda não abriu.',
      why: 'Os Administradores não assinam votos antes da abertura: {opens}.',
      next: 'Volte nessa altura. Um voto que esteja no cartão prossegue então.',
    },
    closed: {
      what: 'A eleição está encerrada.',
      why: 'Os Administradores não assinam votos desde o encerramento: {closes}.',
      next: 'Se precisou de ajuda a tempo e não a teve, telefone à comissão eleitoral.',
    },
    'clock-wrong': {
      what: 'Os relógios não coincidem.',
      why: 'Segundo este computador ({now}), a eleição está aberta; os Administradores dizem que não está.',
      next: 'Acerte o relógio deste computador. Se estiver certo, a comissão eleitoral tem de ver os seus servidores: telefone-lhe.',
    },
    'too-few-servers': {
      what: 'Há poucos servidores eleitorais a responder.',
      why: 'O voto precisa de {needed} de {all} Administradores e, depois, de Anonimizadores; não ajudaram: {failed}.',
      next: 'O seu voto está seguro no cartão. Tente novamente dentro de minutos; se puder, deixe o cartão no terminal.',
    },
    'not-genuine': {
      what: 'Os dados da eleição não são autênticos.',
      why: 'Uma assinatura ou um hash está errado ({code}). Alguém pode tê-los alterado pelo caminho.',
      next: 'Nada foi votado. Tente novamente; se voltar a acontecer, use outro computador e informe a comissão eleitoral.',
    },
    'no-vote': {
      what: 'O seu cartão não guarda nenhum voto desta eleição.',
      why: 'Nunca o começou, ou a verificação foi concluída e o cartão apagou-o.',
      next: 'Não há nada a verificar.',
    },
    'given-up': {
      what: 'Desistiu do seu voto nesta eleição.',
      why: 'Nunca foi assinado antes de a eleição terminar. O cartão apagou-o, como aceitou no terminal.',
      next: 'Não há mais nada a fazer. O cartão tem lugar para outra eleição.',
    },
    'terminal-gone': {
      what: 'O terminal deixou de responder.',
      why: 'Foi desligado ou perdeu a ligação.',
      next: 'Ligue-o, insira o cartão e recomece. Se já tinha confirmado com o PIN, prossegue o mesmo voto.',
    },
    'no-finlet': {
      what: 'O terminal não tem programa de voto.',
      why: 'Veio sem o programa da comissão eleitoral, ou não o aceitou ({code}).',
      next: 'Leve o terminal à comissão eleitoral.',
    },
    other: {
      what: 'Algo correu mal.',
      why: 'O código é {code}.',
      next: 'Tente novamente. Um voto já confirmado fica guardado no cartão. Se voltar a acontecer, indique o código à comissão eleitoral.',
    },
  },
};
