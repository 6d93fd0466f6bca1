console.log('cka-lab');
