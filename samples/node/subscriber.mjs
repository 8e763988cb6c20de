import amqp from 'amqplib'

const connection = await amqp.connect(process.argv[2])
const channel = await connection.createChannel()
const queue = 'search-index-transcripts'
await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 100000 } })
const exchange = 'CallEvents.Contracts:CallTranscribed'
await channel.bindQueue(queue, exchange, '')
await channel.prefetch(50)
await channel.consume(queue, (delivery) => {
  const { messageId, message } = JSON.parse(delivery.content.toString())
  console.log(messageId, message.call.id, message.transcript.length, 'segments')
  channel.ack(delivery)
})
